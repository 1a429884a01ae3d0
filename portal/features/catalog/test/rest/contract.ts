/** Checks answers against the published description of the catalog's API (see ../contract/README.md). */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

interface Operation {
  operationId: string
  responses: Record<string, { $ref?: string; content?: { 'application/json'?: { schema: object } } }>
}

interface Description {
  components: {
    schemas: Record<string, { additionalProperties?: boolean }>
    responses: Record<string, { content: { 'application/json': { schema: object } } }>
  }
  paths: Record<string, Record<string, Operation>>
}

const file = join(import.meta.dirname, '../contract/catalog.openapi.json')
const description = JSON.parse(readFileSync(file, 'utf8')) as Description
// Read to the letter this schema allows no property at all: `additionalProperties: false` does not see those
// that its `allOf` names. Its authors mean them.
delete description.components.schemas.RecursivePartialEntityMeta?.additionalProperties
const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema({ $id: 'catalog', ...description })

const validators = new Map<string, ValidateFunction | null>()

/** Operations that are described, e.g. `GET /entities/by-uid/{uid}`. */
export const operations: string[] = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
)

/** Asserts that an answer of the operation is as described; gives its body. */
export async function assertDescribed(operation: string, response: Response): Promise<unknown> {
  const text = await response.text()
  const { validate, described } = validatorOf(operation, String(response.status))
  assert.ok(described, `${operation} answered ${response.status}, which is not described: ${text}`)
  if (!validate) {
    assert.equal(text, '', `${operation} ${response.status} has a body where none is described`)
    return undefined
  }
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
  const body: unknown = JSON.parse(text)
  assert.ok(
    validate(body),
    `${operation} ${response.status}: ${ajv.errorsText(validate.errors)} in ${text.slice(0, 500)}`,
  )
  return body
}

function validatorOf(
  operation: string,
  status: string,
): { validate: ValidateFunction | null; described: boolean } {
  const [method = '', path = ''] = operation.split(' ')
  const found = description.paths[path]?.[method.toLowerCase()]
  assert.ok(found, `${operation} is not described`)
  const answer = found.responses[status] ?? (Number(status) >= 400 ? found.responses.default : undefined)
  if (!answer) return { validate: null, described: false }
  const key = `${operation} ${status}`
  const known = validators.get(key)
  if (known !== undefined) return { validate: known, described: true }
  const shared = answer.$ref ? description.components.responses[answer.$ref.split('/').at(-1) ?? ''] : answer
  const schema = shared?.content?.['application/json']?.schema
  const validate = schema
    ? ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"catalog#/')))
    : null
  validators.set(key, validate)
  return { validate, described: true }
}
