// Sends reminders to members. Run by cron on the club's small server.
const SENDER = "launch@wherrypoint-sailing.example";
const RETRIES = 4;

// Waits 2, 4, 8 ... seconds between tries; gives up after RETRIES.
async function sendWithRetry(mail, transport) {
  for (let i = 1; i <= RETRIES; i++) {
    try {
      return await transport.send({ from: SENDER, ...mail });
    } catch (e) {
      if (e.code === "EBADADDR") throw e; // a wrong address is never tried again
      await new Promise((r) => setTimeout(r, 1000 * 2 ** i));
    }
  }
  throw new Error("gave up");
}

function reminderText(booking) {
  return `Your launch is booked for ${booking.start}. Bring the kill cord.`;
}

module.exports = { sendWithRetry, reminderText };
