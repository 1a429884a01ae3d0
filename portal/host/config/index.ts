export { typedFolder } from './files.ts'
export { dataFolder, type HostConfig, hostConfig, type LogLevel } from './host-config.ts'
export { type LoadedConfig, type LoadOptions, loadConfig } from './load-config.ts'
export { describePosition, describeProblem, stopOnErrors } from './problems.ts'
