// Before the first paint, so that nothing flashes: light, dark, or as the system has it.
(() => {
  try {
    const chosen = localStorage.getItem('darkroom.theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  } catch { /* no storage: as the system has it */ }
})();
