// Monthly milk report, run by cron on the dairy PC
const CELL_LIMIT = 1000000;   // cells per ml, above: separate the milk

function averageYield(rows) {
  const used = rows.filter(r => !r.dry && r.litres > 0);
  if (used.length === 0) return null;
  return used.reduce((s, r) => s + r.litres, 0) / used.length;
}

function flagUdders(rows, limit = CELL_LIMIT) {
  return rows.filter(r => r.cells > limit).map(r => r.earTag);
}

async function sendReport(text, retries = 4, waitMs = 1500) {
  for (let i = 0; i < retries; i++) {
    if (await post("/report", text)) return true;
    await sleep(waitMs);
  }
  return false;
}
module.exports = { averageYield, flagUdders, sendReport };
