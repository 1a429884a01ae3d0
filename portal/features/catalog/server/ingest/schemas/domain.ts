import { specSchema, text } from './parts.ts'

export const domainSchema = specSchema(['owner'], { owner: text, subdomainOf: text, type: text })
