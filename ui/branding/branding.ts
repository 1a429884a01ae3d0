import { type Accent, accentOf } from '@callboard/sdk/accent'

/** How the portal presents itself: `app.branding` of the config, with Red Hat Developer Hub's keys. */
export interface Branding {
  name: string
  /** Square mark, by theme. */
  icon: Logo | undefined
  /** Mark and word in one, used instead of both where there is room. */
  full: Logo | undefined
  fullWidth: number
  favicon: string | undefined
  accents: { light: Accent | undefined; dark: Accent | undefined }
}

export interface Logo {
  light: string
  dark: string
}

/** Reads the public config; what is no address of a picture or no colour is left out. */
export function readBranding(config: (path: string) => unknown): Branding {
  const at = (key: string) => textOf(config(`app.branding.${key}`))
  const colour = (theme: string) => at(`theme.${theme}.primaryColor`) ?? at('primaryColor') ?? ''
  const width = Number.parseFloat(String(config('app.branding.fullLogoWidth') ?? ''))
  return {
    name: at('name') ?? textOf(config('app.title')) ?? 'Callboard',
    icon: logoOf(config('app.branding.iconLogo') ?? config('app.logoIcon')),
    full: logoOf(config('app.branding.fullLogo') ?? config('app.logo')),
    fullWidth: Number.isFinite(width) ? Math.max(20, Math.min(160, width)) : 150,
    favicon: pictureOf(config('app.branding.favicon') ?? config('app.branding.iconLogo')),
    accents: { light: accentOf(colour('light'), 'light'), dark: accentOf(colour('dark'), 'dark') },
  }
}

/** Puts accent colours and favicon in force. Style sheets made in script need no exception of the policy. */
export function applyBranding({ accents, favicon }: Branding, page: Document): void {
  const rules = [
    accents.light && `:root:not([data-mantine-color-scheme="dark"]) { ${variables(accents.light)} }`,
    accents.dark && `:root[data-mantine-color-scheme="dark"] { ${variables(accents.dark)} }`,
  ]
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(rules.filter(Boolean).join('\n'))
  page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet]
  if (!favicon) return
  const link = page.querySelector<HTMLLinkElement>('link[rel="icon"]') ?? page.createElement('link')
  link.rel = 'icon'
  link.removeAttribute('type')
  link.href = favicon
  page.head.append(link)
}

function variables({ accent, strong, soft, onAccent }: Accent): string {
  return [
    `--cb-accent: ${accent}`,
    `--cb-accent-strong: ${strong}`,
    `--cb-accent-soft: ${soft}`,
    `--cb-on-accent: ${onAccent}`,
    `--cb-focus: ${accent}`,
  ].join('; ')
}

function logoOf(value: unknown): Logo | undefined {
  if (typeof value === 'object' && value !== null) {
    const { light, dark } = value as { light?: unknown; dark?: unknown }
    const [forLight, forDark] = [pictureOf(light), pictureOf(dark)]
    const any = forLight ?? forDark
    return any === undefined ? undefined : { light: forLight ?? any, dark: forDark ?? any }
  }
  const picture = pictureOf(value)
  return picture === undefined ? undefined : { light: picture, dark: picture }
}

/** An address that may stand in `src`: https, a path on this host, or a picture in the config itself. */
function pictureOf(value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null) return pictureOf((value as { light?: unknown }).light)
  const text = textOf(value)
  if (text === undefined) return undefined
  // The text of a file (`$file: ./mark.svg`). As a picture it runs no script, whatever it holds.
  if (/^(<\?xml[^>]*>\s*)?(<!--[^>]*-->\s*)*<svg[\s>]/i.test(text)) {
    return `data:image/svg+xml,${encodeURIComponent(text)}`
  }
  return /^(https:\/\/|data:image\/(png|svg\+xml|jpeg|gif|webp|x-icon|vnd\.microsoft\.icon)[;,]|\.?\/(?!\/))/i.test(
    text,
  )
    ? text
    : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
