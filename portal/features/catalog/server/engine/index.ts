export {
  createEngine,
  type Engine,
  type EngineContext,
  type EngineOptions,
} from './engine.ts'
export { type IngestItem, type IngestResult, ingestFiles } from './ingest-files.ts'
export { createPipeline, fingerprintOf, type Pipeline, type PipelineSettings } from './pipeline.ts'
export type { Mutation, ProvidedEntity, ProviderConnection } from './provider.ts'
export { refreshJob } from './refresh-job.ts'
export { type EngineSettings, engineSettings } from './settings.ts'
export type { ScanResult } from './walk.ts'
