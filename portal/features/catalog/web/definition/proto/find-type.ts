import type { ProtoFile } from './read-proto.ts'

/** Finds what a name in a field or rpc means, looking from the inside out as protoc does. */
export function findType(
  name: string,
  within: string,
  file: ProtoFile,
  known: Set<string>,
): string | undefined {
  let plain = name.replace(/^\./, '')
  if (file.package !== '' && plain.startsWith(`${file.package}.`))
    plain = plain.slice(file.package.length + 1)
  const scopes = within.split('.')
  for (let length = scopes.length; length >= 0; length--) {
    const candidate = [...scopes.slice(0, length), plain].join('.')
    if (known.has(candidate)) return candidate
  }
  return undefined
}
