/** Reads single settings of a provider, and says which key of the config is wrong. */
import { PortalError } from '@callboard/sdk'
import { parseDuration, toBoolean, ValueError } from '@callboard/sdk/config-values'
import type { Raw } from './provider.ts'

/** The settings of one provider, with the key they stand at. */
export interface ProviderSettings {
  key: string
  text(name: string): string | undefined
  /** @throws `input` naming the key. */
  needed(name: string): string
  /** An address without a trailing slash. */
  url(name: string): string | undefined
  neededUrl(name: string): string
  flag(name: string): boolean | undefined
  durationMs(name: string): number | undefined
  /** A list, or a text with blanks or commas between the words. */
  words(name: string): string[]
  raw(name: string): unknown
}

export function providerSettings(raw: Raw, key: string): ProviderSettings {
  const wrong = (name: string, reason: string): PortalError =>
    new PortalError('input', `Invalid value in config for key '${key}.${name}': ${reason}`, {
      key: `${key}.${name}`,
    })
  const text = (name: string): string | undefined => {
    const value = raw[name]
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    throw wrong(name, 'it must be a text')
  }
  const needed = (name: string): string => {
    const value = text(name)
    if (value !== undefined) return value
    throw new PortalError('input', `Missing required config value at '${key}.${name}'`, {
      key: `${key}.${name}`,
    })
  }
  const asUrl = (name: string, value: string): string => {
    if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
      throw wrong(name, 'it is not an http(s) address')
    }
    return value.replace(/\/+$/, '')
  }
  const read = <T>(name: string, parse: (value: unknown) => T): T | undefined => {
    const value = raw[name]
    if (value === undefined || value === null) return undefined
    try {
      return parse(value)
    } catch (thrown) {
      if (!(thrown instanceof ValueError)) throw thrown
      throw wrong(name, thrown.message)
    }
  }
  return {
    key,
    text,
    needed,
    url(name) {
      const value = text(name)
      return value === undefined ? undefined : asUrl(name, value)
    },
    neededUrl: (name) => asUrl(name, needed(name)),
    flag: (name) => read(name, (value) => toBoolean(value)),
    durationMs: (name) => read(name, parseDuration),
    words(name) {
      const value = raw[name]
      const list = Array.isArray(value) ? value.map(String) : (text(name)?.split(/[\s,]+/) ?? [])
      return list.map((word) => word.trim()).filter(Boolean)
    },
    raw: (name) => raw[name],
  }
}
