/** CORS, only when `backend.cors` is configured; the same keys as Backstage. */

import { toBoolean } from '@callboard/sdk/config-values'
import { Minimatch } from 'minimatch'
import { named } from './config-values.ts'

export interface CorsSettings {
  allows(origin: string): boolean
  /** `*` when any origin is allowed and no credentials are sent. */
  anyOrigin: boolean
  methods: string
  allowedHeaders: string | undefined
  exposedHeaders: string | undefined
  credentials: boolean
  maxAge: string | undefined
  preflightStatus: number
  preflightContinue: boolean
}

export function readCors(value: unknown): CorsSettings | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const cors = value as Record<string, unknown>
  const origins = listOf(cors.origin)
  if (cors.origin === false || origins.length === 0) return undefined
  const credentials = named('backend.cors.credentials', () => toBoolean(cors.credentials ?? false))
  const any = origins.includes('*') || origins.includes('true')
  const patterns = origins.map((origin) => new Minimatch(origin, { nocase: true, noglobstar: true }))
  return {
    anyOrigin: any && !credentials,
    allows: (origin) => any || patterns.some((pattern) => pattern.match(origin)),
    methods: listOf(cors.methods).join(',') || 'GET,HEAD,PUT,PATCH,POST,DELETE',
    allowedHeaders: listOf(cors.allowedHeaders).join(',') || undefined,
    exposedHeaders: listOf(cors.exposedHeaders).join(',') || undefined,
    credentials,
    maxAge: cors.maxAge === undefined ? undefined : String(cors.maxAge),
    preflightStatus: Number(cors.optionsSuccessStatus ?? 204),
    preflightContinue: named('backend.cors.preflightContinue', () =>
      toBoolean(cors.preflightContinue ?? false),
    ),
  }
}

/** Headers for an answer to `origin`. */
export function corsHeaders(cors: CorsSettings, origin: string | null): Record<string, string> {
  if (cors.anyOrigin) return { 'access-control-allow-origin': '*', ...exposed(cors) }
  if (!origin || !cors.allows(origin)) return { vary: 'Origin' }
  return {
    'access-control-allow-origin': origin,
    vary: 'Origin',
    ...(cors.credentials && { 'access-control-allow-credentials': 'true' }),
    ...exposed(cors),
  }
}

/** Headers for an answer to a preflight request. */
export function preflightHeaders(
  cors: CorsSettings,
  origin: string | null,
  asked: string | null,
): Record<string, string> {
  const headers = cors.allowedHeaders ?? asked
  return {
    ...corsHeaders(cors, origin),
    'access-control-allow-methods': cors.methods,
    ...(headers && { 'access-control-allow-headers': headers }),
    ...(cors.maxAge && { 'access-control-max-age': cors.maxAge }),
  }
}

function exposed(cors: CorsSettings): Record<string, string> {
  return cors.exposedHeaders ? { 'access-control-expose-headers': cors.exposedHeaders } : {}
}

function listOf(value: unknown): string[] {
  if (value === undefined || value === null || value === false) return []
  if (Array.isArray(value)) return value.map(String)
  return String(value)
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}
