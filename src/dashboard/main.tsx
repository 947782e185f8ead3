import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { firstLanguage, setLanguage } from './i18n/i18n.tsx'

await setLanguage(firstLanguage(), false)
createRoot(document.getElementById('root')!).render(<App />)
