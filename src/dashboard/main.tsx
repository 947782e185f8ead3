import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { firstLanguage, setLanguage } from './i18n/i18n.tsx'
import { trackKeyboard } from './shell/trackKeyboard.ts'

await setLanguage(firstLanguage(), false)
trackKeyboard()
createRoot(document.getElementById('root')!).render(<App />)
