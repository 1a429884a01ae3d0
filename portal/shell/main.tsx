import { applyBranding, BrandingContext, readBranding, Theme } from '@callboard/ui'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { readAppConfig } from './app-config.ts'
import { ensureStorage } from './ensure-storage.ts'

ensureStorage()
const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root')
const config = readAppConfig(document)
const branding = readBranding(config.get)
applyBranding(branding, document)
createRoot(root).render(
  <Theme>
    <BrandingContext value={branding}>
      <App config={config} />
    </BrandingContext>
  </Theme>,
)
