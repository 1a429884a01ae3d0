export { type FlatValue, findCaseClash, flatten } from './flatten.ts'
export { generatedLocation, generatedName } from './generated-location.ts'
export { canonicalJson, hashOf } from './hash.ts'
export { limits } from './limits.ts'
export { type Parsed, parse } from './parse.ts'
export { type JsonPath, positionOf } from './position.ts'
export { type ProcessContext, processFile } from './process.ts'
export { builtinRelations } from './relations.ts'
export { compileRules, type Rules, type RulesConfig } from './rules.ts'
export type {
  DocumentProblem,
  Draft,
  Include,
  Processed,
  ProcessedFile,
  SourceFile,
  Target,
} from './types.ts'
