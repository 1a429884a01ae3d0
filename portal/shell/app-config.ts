/**
 * The public part of the config. The server writes it into the page as
 * `<script type="backstage.io/config">[{ context, data }, …]</script>`; later entries win.
 */
export interface AppConfig {
  get(path: string): unknown
  title: string
  /** Path part of `app.baseUrl` without a slash at the end: '' or `/backstage`. */
  basePath: string
}

export function readAppConfig(page: Document): AppConfig {
  const texts = [...page.querySelectorAll('script[type="backstage.io/config"]')].map(
    (s) => s.textContent ?? '',
  )
  const layers = texts.flatMap(parseLayers)
  const get = (path: string) => {
    for (const data of layers.toReversed()) {
      const value = at(data, path)
      if (value !== undefined) return value
    }
    return undefined
  }
  const title = get('app.title')
  return {
    get,
    title: typeof title === 'string' && title.trim() !== '' ? title : 'Callboard',
    // The server sets <base href> to the path it is reached at, whatever the proxy before it does.
    basePath: new URL(page.baseURI).pathname.replace(/\/+$/, ''),
  }
}

function parseLayers(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed.map((layer: { data?: unknown }) => layer?.data) : []
  } catch {
    return []
  }
}

function at(data: unknown, path: string): unknown {
  let value = data
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}
