import type { ConfigReader, Log } from '@callboard/sdk'
import { duration, flexibleBoolean, flexibleNumber } from '@callboard/sdk/config-values'
import type { JsonValue, Position } from '@callboard/sdk/model'
import { z } from 'zod'
import { defaultProcessors, type ProcessorName, processors } from '../ingest/processors.ts'
import { resolveFileTarget } from '../read/file-target.ts'
import { readerSettings } from '../read/reader-settings.ts'
import type { ConfigSource, SourceRow } from '../store/index.ts'
import type { PipelineSettings } from './pipeline.ts'

/** Everything of the config that ingestion depends on. */
export interface EngineSettings {
  pipeline: PipelineSettings
  /** `catalog.locations`, file targets made absolute. */
  locations: ConfigSource[]
  /** Where the config names a source. */
  namedAt(source: Pick<SourceRow, 'kind' | 'type' | 'target'>): Position | undefined
  /** Time between two reads of a source, picked at random between the two; null: this process reads nothing. */
  interval: { minMs: number; maxMs: number } | null
  orphans: 'delete' | 'keep'
  /** `orphans`: what becomes of the entities of providers that are not there any more. */
  providers: { disabled: string[]; orphans: 'delete' | 'keep' }
  history: { maxVersions: number; maxAgeMs: number }
}

const yearMs = 365 * 86_400_000

const json = z.custom<JsonValue>(() => true)

const options = z.record(z.string(), z.looseObject({ disabled: flexibleBoolean.nullish() }).nullish())

const catalogSchema = z.looseObject({
  rules: json.optional(),
  locations: z
    .array(
      z.looseObject({
        type: z.string(),
        target: z.string(),
        presence: z.enum(['required', 'optional']).nullish(),
        rules: json.optional(),
      }),
    )
    .nullish(),
  processingInterval: z.union([z.literal(false), z.literal('false'), duration]).nullish(),
  orphanStrategy: z.enum(['delete', 'keep']).nullish(),
  orphanProviderStrategy: z.enum(['delete', 'keep']).nullish(),
  providerOptions: options.nullish(),
  processorOptions: options.nullish(),
  disableDefaultProcessors: flexibleBoolean.nullish(),
  allowPlaceholdersFromOtherRepositories: flexibleBoolean.nullish(),
  history: z.looseObject({ maxVersions: flexibleNumber.nullish(), maxAge: duration.nullish() }).nullish(),
})

/** @throws input when a key has the wrong shape. */
export function engineSettings(config: ConfigReader, given: { cwd: string; log: Log }): EngineSettings {
  const catalog = config.section('catalog', catalogSchema.nullish()) ?? {}
  const reader = readerSettings(config, { cwd: given.cwd })
  const locations = (catalog.locations ?? []).map((location, precedence) => ({
    type: location.type,
    target: targetOf(location, reader.fileRoots, given.log),
    presence: location.presence ?? ('required' as const),
    precedence,
    rules: location.rules,
  }))
  return {
    pipeline: {
      reader,
      rules: {
        ...(catalog.rules === undefined ? {} : { rules: catalog.rules }),
        locations: locations.map(({ type, target, rules }) => ({
          type,
          target,
          ...(rules === undefined ? {} : { rules }),
        })),
      },
      crossRepository: catalog.allowPlaceholdersFromOtherRepositories ?? false,
      disabled: disabledProcessors(catalog),
    },
    locations: locations.map(({ rules: _rules, ...source }) => source),
    namedAt({ kind, type, target }) {
      if (kind !== 'config') return undefined
      const index = locations.findIndex((location) => location.type === type && location.target === target)
      return originOf(config, `catalog.locations.${index}.target`)
    },
    interval: intervalOf(catalog.processingInterval),
    orphans: catalog.orphanStrategy ?? 'delete',
    providers: {
      disabled: disabledIn(catalog.providerOptions),
      orphans: catalog.orphanProviderStrategy ?? 'delete',
    },
    history: {
      maxVersions: Math.max(1, catalog.history?.maxVersions ?? 100),
      maxAgeMs: catalog.history?.maxAge ?? yearMs,
    },
  }
}

/** What comes from the environment has a name and no line. */
function originOf(config: ConfigReader, key: string): Position | undefined {
  const { file, line, column } = config.origin(key) ?? { file: '', line: 0, column: 0 }
  return file === '' ? undefined : { file, ...(line > 0 && { line, column }) }
}

function disabledProcessors(catalog: NonNullable<z.infer<typeof catalogSchema>>): ProcessorName[] {
  const named = new Set(disabledIn(catalog.processorOptions))
  const isDefaultOff = catalog.disableDefaultProcessors ?? false
  return processors.filter((name) => named.has(name) || (isDefaultOff && defaultProcessors.includes(name)))
}

function disabledIn(given: z.infer<typeof options> | null | undefined): string[] {
  return Object.entries(given ?? {}).flatMap(([name, option]) => (option?.disabled ? [name] : []))
}

function targetOf({ type, target }: { type: string; target: string }, roots: string[], log: Log): string {
  if (type !== 'file') return target
  const { path, exists, root, tried } = resolveFileTarget(target, roots)
  if (exists) log.info('location found', { target, path, ...(root === null ? {} : { folder: root }) })
  else log.warn('location not found', { target, tried })
  return path
}

/** Backstage's: 100 to 150 s, or once to one and a half times what the config says, at least a second. */
function intervalOf(configured: number | false | 'false' | null | undefined): EngineSettings['interval'] {
  if (configured === false || configured === 'false') return null
  if (configured === undefined || configured === null) return { minMs: 100_000, maxMs: 150_000 }
  const minMs = Math.max(1_000, configured)
  return { minMs, maxMs: minMs * 1.5 }
}
