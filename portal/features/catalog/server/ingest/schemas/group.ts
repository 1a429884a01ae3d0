import { profile, specSchema, text, texts } from './parts.ts'

export const groupSchema = specSchema(['type', 'children'], {
  type: text,
  profile,
  parent: text,
  children: texts,
  members: texts,
})
