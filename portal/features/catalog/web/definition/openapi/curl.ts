import type { Json } from '../reading/values.ts'
import { isObject, safeJson } from '../reading/values.ts'
import { exampleOf } from '../schema/example-of.ts'
import type { Operation } from './openapi-model.ts'
import type { OperationDetail, Parameter } from './operation-detail.ts'

/** A command that makes the request, with examples for what is required and variables for secrets. */
export function curlOf(operation: Operation, detail: OperationDetail, root: Json): string {
  const value = (parameter: Parameter) =>
    plain(parameter.example ?? exampleOf(parameter.schema, root, 'request'))
  const wanted = detail.parameters.filter(
    (parameter) => parameter.isRequired || parameter.example !== undefined,
  )
  const places = (detail.security[0] ?? []).flatMap((scheme) => (scheme.place ? [scheme.place] : []))
  const path = operation.path.replace(/\{([^{}]{1,200})\}/g, (all, name: string) => {
    const parameter = wanted.find((candidate) => candidate.in === 'path' && candidate.name === name)
    return parameter ? encodeURIComponent(value(parameter)) : all
  })
  const query = [
    ...wanted
      .filter((parameter) => parameter.in === 'query')
      .map((parameter) => `${encodeURIComponent(parameter.name)}=${encodeURIComponent(value(parameter))}`),
    ...places.filter((place) => place.in === 'query').map((place) => `${place.name}=${place.value}`),
  ]
  const server = (detail.servers[0]?.url ?? 'https://example.com').replace(/\/$/, '')
  const url = server + path + (query.length > 0 ? `?${query.join('&')}` : '')
  const content = detail.body?.contents[0]
  const headers = [
    ...wanted
      .filter((parameter) => parameter.in === 'header')
      .map((parameter) => `${parameter.name}: ${value(parameter)}`),
    ...places.filter((place) => place.in === 'header').map((place) => `${place.name}: ${place.value}`),
    ...places.filter((place) => place.in === 'cookie').map((place) => `Cookie: ${place.name}=${place.value}`),
    ...(content ? [`Content-Type: ${content.mediaType}`] : []),
  ]
  const method = operation.method === 'GET' ? [] : [`-X ${operation.method}`]
  const lines = [
    ['curl', ...method, quoted(url)].join(' '),
    ...headers.map((header) => `  -H ${quoted(header)}`),
    ...(content?.examples[0] ? [`  --data ${quoted(content.examples[0].text, false)}`] : []),
  ]
  return lines.join(' \\\n')
}

/** Double quotes let `$TOKEN` through and nothing else; what a definition says is never run by a shell. */
function quoted(text: string, withVariables = true): string {
  const variable = /\$(API_KEY|TOKEN|CREDENTIALS)$/.exec(text)
  if (!withVariables || !variable) return `'${text.replaceAll("'", "'\\''")}'`
  const before = text.slice(0, variable.index).replace(/[\\"$`!]/g, '\\$&')
  return `"${before}${variable[0]}"`
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(',')
  return isObject(value) ? (safeJson(value) ?? '') : String(value)
}
