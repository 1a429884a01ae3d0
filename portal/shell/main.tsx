import { Theme } from '@callboard/ui'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { readAppConfig } from './app-config.ts'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root')
createRoot(root).render(
  <Theme>
    <App config={readAppConfig(document)} />
  </Theme>,
)
