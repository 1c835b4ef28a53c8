-- database of the irrigation, SQLite
CREATE TABLE house (
    id        INTEGER PRIMARY KEY,
    label     TEXT NOT NULL,
    area_m2   REAL
);

CREATE TABLE sensor (
    id         INTEGER PRIMARY KEY,
    house_id   INTEGER NOT NULL REFERENCES house(id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('moisture', 'temperature', 'flow')),
    installed  DATE
);

CREATE TABLE reading (
    id         INTEGER PRIMARY KEY,
    sensor_id  INTEGER NOT NULL REFERENCES sensor(id) ON DELETE RESTRICT,
    taken_at   TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    value      REAL NOT NULL
);

CREATE INDEX reading_by_time ON reading (sensor_id, taken_at);

-- readings older than 400 days are thinned out to one an hour by the nightly job
CREATE VIEW last_reading AS
SELECT sensor_id, MAX(taken_at) AS taken_at FROM reading GROUP BY sensor_id;
