import { specSchema, text } from './parts.ts'

export const systemSchema = specSchema(['owner'], { owner: text, domain: text, type: text })
