import type { Portal } from '@callboard/sdk/web'
import { createContext, type ReactNode, useContext } from 'react'

const PortalContext = createContext<Portal | null>(null)

/** Given once by the shell; everything a page may know of the portal around it. */
export function PortalProvider({ portal, children }: { portal: Portal; children: ReactNode }) {
  return <PortalContext value={portal}>{children}</PortalContext>
}

/** The portal around this page: who is signed in, public config, authenticated requests. */
export function usePortal(): Portal {
  const portal = useContext(PortalContext)
  if (!portal) throw new Error('usePortal() is called outside of the shell')
  return portal
}

/** A public config value that is text, or the fallback. */
export function useConfigText(path: string, fallback: string): string {
  const value = usePortal().config(path)
  return typeof value === 'string' && value.trim() !== '' ? value : fallback
}
