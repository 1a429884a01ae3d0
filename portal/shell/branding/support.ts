export interface Support {
  url: string | undefined
  items: { title: string; links: { title: string; url: string }[] }[]
}

/** `app.support` as far as it can be read: written by people, so nothing about its shape is certain. */
export function readSupport(config: (path: string) => unknown): Support {
  const url = config('app.support.url')
  return {
    url: typeof url === 'string' ? url : undefined,
    items: listOf(config('app.support.items')).map((item) => ({
      title: textOf(item.title) || 'Support',
      links: listOf(item.links).flatMap((link) => {
        const address = textOf(link.url)
        return address === '' ? [] : [{ url: address, title: textOf(link.title) || address }]
      }),
    })),
  }
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}
