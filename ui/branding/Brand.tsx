import { createContext, useContext, useState } from 'react'
import { BrandMark } from '../icons/Brand.tsx'
import { useTheme } from '../theme.tsx'
import classes from './Brand.module.css'
import type { Branding } from './branding.ts'

const ours: Branding = {
  name: 'Callboard',
  icon: undefined,
  full: undefined,
  fullWidth: 150,
  favicon: undefined,
  accents: { light: undefined, dark: undefined },
}

/** Given once by the shell, around everything, also the sign-in page. */
export const BrandingContext = createContext<Branding>(ours)

export function useBranding(): Branding {
  return useContext(BrandingContext)
}

/** Mark and name of the portal; `compact` is the mark alone. A picture that cannot be loaded gives way to ours. */
export function Brand({ compact }: { compact?: boolean }) {
  const { name, icon, full, fullWidth } = useBranding()
  const { shown } = useTheme()
  const [failed, setFailed] = useState<string[]>([])
  const works = (source: string | undefined) => source !== undefined && !failed.includes(source)
  const fail = (source: string) => setFailed((before) => [...before, source])
  const fullSource = full?.[shown]
  const iconSource = icon?.[shown]
  if (!compact && fullSource !== undefined && works(fullSource)) {
    return (
      <img
        className={classes.full}
        src={fullSource}
        alt={name}
        style={{ width: fullWidth }}
        onError={() => fail(fullSource)}
      />
    )
  }
  return (
    <>
      {iconSource !== undefined && works(iconSource) ? (
        <img className={classes.icon} src={iconSource} alt="" onError={() => fail(iconSource)} />
      ) : (
        <BrandMark />
      )}
      {!compact && (
        <span className={classes.name} dir="auto">
          {name}
        </span>
      )}
    </>
  )
}
