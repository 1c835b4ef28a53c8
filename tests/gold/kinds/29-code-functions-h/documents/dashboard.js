// Dashboard of the irrigation: shows the moisture of every bed and a button to stop all.
const REFRESH_MS = 15000;
const COLOURS = { dry: "#c0392b", good: "#27ae60", wet: "#2980b9" };

function moistureClass(percent) {
  if (percent === null) return "unknown";
  if (percent < 18) return "dry";
  if (percent <= 35) return "good";
  return "wet";
}

async function fetchReadings(house, days = 3) {
  const answer = await fetch(`/api/readings?house=${house}&days=${days}`);
  if (!answer.ok) throw new Error("readings: " + answer.status);
  return answer.json();
}

function drawBed(bed) {
  const el = document.getElementById("bed-" + bed.id);
  const kind = moistureClass(bed.moisture);
  el.style.background = COLOURS[kind] || "#999";
  el.title = `${bed.crop}: ${bed.moisture} %`;
}

const refresh = async () => {
  for (const house of [1, 2, 3, 4, 5, 6]) {
    const beds = await fetchReadings(house);
    beds.forEach(drawBed);
  }
};

document.getElementById("stop").addEventListener("click", () => {
  if (confirm("Really stop all watering?")) fetch("/api/stop", { method: "POST" });
});

setInterval(refresh, REFRESH_MS);
