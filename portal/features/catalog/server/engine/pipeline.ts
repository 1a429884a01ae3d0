import { hashOf } from '../ingest/hash.ts'
import { compileRules, type Rules, type RulesConfig } from '../ingest/rules.ts'
import type { Reader, ReaderSettings } from '../read/types.ts'

/** What the pipeline from file to prepared documents needs to know, as plain JSON: it crosses into a worker. */
export interface PipelineSettings {
  reader: ReaderSettings
  rules: RulesConfig
  /** Lets placeholders name files of other repositories. */
  crossRepository?: boolean | undefined
}

export interface Pipeline {
  reader: Reader
  rules: Rules
  crossRepository: boolean | undefined
}

export function createPipeline(settings: PipelineSettings, reader: Reader): Pipeline {
  return { reader, rules: compileRules(settings.rules), crossRepository: settings.crossRepository }
}

/** Raise it when processing the same file gives another result than before. */
const processingVersion = 1

/** Two processes with the same fingerprint make the same documents of the same file. */
export function fingerprintOf({ rules, reader, crossRepository }: PipelineSettings): string {
  return hashOf([processingVersion, rules, reader.hosts, crossRepository ?? false])
}
