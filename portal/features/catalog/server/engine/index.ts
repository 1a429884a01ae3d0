export { createEngine, type Engine } from './engine.ts'
export { refreshJob } from './refresh-job.ts'
export { engineSettings } from './settings.ts'
