// A select with data-guess-timezone begins with the browser's own time zone.
const select = document.querySelector("select[data-guess-timezone]");
const zone = select && Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && zone !== "UTC") {
  // Browsers also know cities by names that lists have given up.
  if (![...select.options].some((option) => option.value === zone)) {
    select.add(new Option(zone.split("/").pop().replaceAll("_", " "), zone), 0);
  }
  select.value = zone;
}
