import { createHash } from 'node:crypto'
import type { PortalError } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import type { SourceFile } from '../ingest/types.ts'
import { isAllowedUrl } from './allow.ts'
import { decodeText } from './decode-text.ts'
import { type Got, httpGet } from './http-get.ts'
import { noSuchUrl, notAllowed, readError, shownUrl } from './read-error.ts'
import type { ReaderDeps, ReaderSettings } from './types.ts'

/** Reads a plain URL of an allowed host. */
export async function readUrl(
  target: string,
  known: { etag: string | null },
  settings: ReaderSettings,
  deps: ReaderDeps,
  signal: AbortSignal | undefined,
): Promise<SourceFile | 'unchanged'> {
  checkUrl(target)
  const got = await httpGet(target, {
    fetch: deps.fetch,
    limits: settings.limits,
    signal,
    approve: (hop) => {
      checkUrl(hop.href)
      if (!isAllowedUrl(hop, settings.allow)) throw notAllowed(hop.href, target)
      return conditionOf(known.etag)
    },
  })
  return fileOf(target, got, known.etag)
}

/** @throws input for what cannot be a URL of a file: other schemes, credentials inside. */
export function checkUrl(target: string): URL {
  if (!URL.canParse(target)) {
    throw readError('input', `Unable to read url, '${target}' is not a URL`, {
      hint: 'Write the whole address, e.g. https://host/path/catalog-info.yaml.',
    })
  }
  const url = new URL(target)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw readError('input', `Unable to read url, '${target}' is neither https nor http`)
  }
  if (url.username || url.password) {
    throw readError('input', `Unable to read url, '${shownUrl(target)}' holds a user name or password`, {
      hint: 'Credentials belong into the integrations section of the configuration.',
    })
  }
  return url
}

/** Without validators of the server, the hash of the content is what we remember. */
const contentPrefix = 'sha256:'

/** The headers that ask "only if it changed". */
export function conditionOf(etag: string | null): Record<string, string> {
  if (!etag || etag.startsWith(contentPrefix) || etag.startsWith('git:')) return {}
  if (/^\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT$/.test(etag)) return { 'if-modified-since': etag }
  return { 'if-none-match': etag }
}

/** Judges an answer: a file, nothing new, or the reason why there is no file. */
export function fileOf(target: string, got: Got, known: string | null): SourceFile | 'unchanged' {
  if (got.status === 304) return 'unchanged'
  if (got.status !== 200) throw failureOf(target, got)
  const text = decodeText(got.bytes)
  if (text === null || isWrongContent(target, got, text)) throw wrongContent(target, got)
  const etag = got.headers.get('etag') ?? got.headers.get('last-modified') ?? contentTag(got.bytes)
  if (etag === known && etag.startsWith(contentPrefix)) return 'unchanged'
  return { location: { type: 'url', target } satisfies LocationRef, text, etag, revision: null }
}

function contentTag(bytes: Uint8Array): string {
  return contentPrefix + createHash('sha256').update(bytes).digest('hex').slice(0, 32)
}

export function failureOf(target: string, got: Got): PortalError {
  const { status } = got
  if (status === 404 || status === 410) return noSuchUrl(target)
  const answered = `Unable to read url, ${target} answered ${status} ${got.statusText}`.trimEnd()
  if (status === 429) {
    const seconds = Number(got.headers.get('retry-after') ?? Number.NaN)
    const retryAt = Number.isFinite(seconds) ? { retryAt: Date.now() + seconds * 1000 } : {}
    return readError('unavailable', `${answered} (rate limit exceeded)`, { status, ...retryAt })
  }
  if (status === 401 || status === 403) {
    return readError('upstream_failed', answered, {
      status,
      hint: 'The host wants credentials: configure an integration for it, or serve the file openly.',
    })
  }
  return readError('upstream_failed', answered, { status })
}

function isWrongContent(target: string, got: Got, text: string): boolean {
  const type = mediaType(got)
  if (/^(image|audio|video|font)\//.test(type)) return !/\+(xml|json)$/.test(type)
  if (/^application\/(pdf|zip|gzip|x-tar|x-gzip|vnd\.ms-|vnd\.openxml)/.test(type)) return true
  // HTML served for something that is not a page: a sign-in form, a "soft 404", an error page.
  if (/\.x?html?$/i.test(new URL(target).pathname)) return false
  const isPage = /^\s*(<!doctype html|<html[\s>]|<head[\s>])/i.test(text.slice(0, 512))
  return isPage || (/^(text\/html|application\/xhtml)/.test(type) && text.trimStart().startsWith('<'))
}

function wrongContent(target: string, got: Got): PortalError {
  const type = mediaType(got) || 'no content type'
  const isPage = type.includes('html')
  const guess = isPage ? ': is it a sign-in page?' : ''
  return readError('input', `Unable to read url, ${target}: got ${type}, expected YAML${guess}`, {
    hint: isPage
      ? 'Use the raw address of the file, and make sure that it can be read without signing in.'
      : 'The content is not text. Point at the YAML file itself.',
  })
}

function mediaType(got: Got): string {
  return (got.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}
