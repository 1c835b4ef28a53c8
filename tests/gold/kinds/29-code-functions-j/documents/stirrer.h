#ifndef STIRRER_H
#define STIRRER_H
/* Magnetic stirrer, firmware 2.x. All speeds in rpm. */

#define STIRRER_MIN_RPM   60
#define STIRRER_MAX_RPM   1400
#define STIRRER_RAMP_MS   3500   /* time from standstill to set speed */

typedef enum { ST_OK = 0, ST_TOO_FAST = 1, ST_NO_BAR = 7, ST_HOT = 9 } st_status;

/* Sets the speed. Returns ST_TOO_FAST above STIRRER_MAX_RPM and leaves the speed as it was. */
st_status st_set_speed(int rpm);

/* Stops at once, without the ramp. Call this from the emergency handler only. */
void st_halt(void);

/* Slows down along the ramp and then switches the heater off as well. */
void st_park(void);
#endif
