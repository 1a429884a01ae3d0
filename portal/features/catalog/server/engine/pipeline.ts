import { hashOf } from '../ingest/hash.ts'
import type { ProcessorName } from '../ingest/processors.ts'
import { compileRules, type Rules, type RulesConfig } from '../ingest/rules.ts'
import type { Reader, ReaderSettings } from '../read/types.ts'

/** What the pipeline from file to prepared documents needs to know, as plain JSON: it crosses into a worker. */
export interface PipelineSettings {
  reader: ReaderSettings
  rules: RulesConfig
  /** Lets placeholders name files of other repositories. */
  crossRepository?: boolean | undefined
  /** Steps that the config leaves out. */
  disabled?: readonly ProcessorName[] | undefined
}

export interface Pipeline {
  reader: Reader
  rules: Rules
  crossRepository: boolean | undefined
  disabled: readonly ProcessorName[]
}

export function createPipeline(settings: PipelineSettings, reader: Reader): Pipeline {
  const { rules, crossRepository, disabled = [] } = settings
  return { reader, rules: compileRules(rules), crossRepository, disabled }
}

/** Raise it when processing the same file gives another result than before. */
const processingVersion = 2

/** Two processes with the same fingerprint make the same documents of the same file. */
export function fingerprintOf({ rules, reader, crossRepository, disabled = [] }: PipelineSettings): string {
  return hashOf([processingVersion, rules, reader.hosts, crossRepository ?? false, ...disabled])
}
