export { processFile } from './process.ts'
export { builtinRelations } from './relations.ts'
export { compileRules, type Rules } from './rules.ts'
