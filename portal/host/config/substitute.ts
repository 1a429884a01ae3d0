import type { AbsentNode, ScalarNode } from './config-node.ts'

/** Environment variables as the process got them. */
export type Environment = Readonly<Record<string, string | undefined>>

const secretVariable =
  /(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|CREDENTIALS?|AUTH_?KEY)/i

/**
 * Replaces `${VAR}`, `${VAR:-fallback}` and the escape `$${VAR}` in one text. One variable without value and
 * without fallback makes the whole value absent (config §2).
 */
export function substitute(node: ScalarNode, environment: Environment): ScalarNode | AbsentNode {
  if (typeof node.value !== 'string' || !node.value.includes('${')) return node
  let missing: string | undefined
  let isSecret = node.isSecret === true
  const text = node.value.replace(/\$?\$\{([^{}]*)\}/g, (whole, inside: string) => {
    if (whole.startsWith('$$')) return whole.slice(1)
    const divider = inside.indexOf(':-')
    const name = (divider === -1 ? inside : inside.slice(0, divider)).trim()
    const value = environment[name]?.trim()
    if (secretVariable.test(name)) isSecret = true
    if (value) return value
    if (divider !== -1) return inside.slice(divider + 2).trim()
    if (value === undefined) missing ??= name
    return value ?? ''
  })
  if (missing !== undefined) return { kind: 'absent', at: node.at, variable: missing }
  return { kind: 'scalar', at: node.at, value: text, ...(isSecret ? { isSecret } : {}) }
}

/** The value of `$env: NAME`. */
export function fromVariable(node: ScalarNode, environment: Environment): ScalarNode | AbsentNode {
  const name = String(node.value).trim()
  const value = environment[name]?.trim()
  if (value === undefined) return { kind: 'absent', at: node.at, variable: name }
  return { kind: 'scalar', at: node.at, value, ...(secretVariable.test(name) ? { isSecret: true } : {}) }
}
