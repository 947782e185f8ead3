/** Runs before the first paint: applies the chosen theme, or else the system's. */
try {
  const chosen = localStorage.getItem('ruang.theme')
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
} catch {
  // Storage may be switched off. Then the theme stays light.
}

export {}
