import { profile, specSchema, texts } from './parts.ts'

export const userSchema = specSchema(['memberOf'], { profile, memberOf: texts })
