/** What must never be committed: download hosts, paths of a developer's machine, switched-off tests, open ends. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Rule {
  files: RegExp
  pattern: RegExp
  sentence: string
}

const code = /\.(ts|tsx|mjs)$/
const rules: Rule[] = [
  {
    files: /package-lock\.json$/,
    pattern: /"resolved": "http/,
    sentence: 'names a download host; set npm’s omit-lockfile-registry-resolved and install again',
  },
  { files: code, pattern: /\b(describe|it|test)\.(only|todo)\(/, sentence: 'narrows or postpones a test' },
  { files: code, pattern: /\b(TO{1}DO|FIX{1}ME|X{3})\b/, sentence: 'is left open; finish it or file it' },
]
const longest = 300
const mayBeLong = /(\.test\.|\/test\/|migrations|\/testing\/|fixtures)/

export function findFaults(root: string): string[] {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean)
  return files.flatMap((file) => faultsOf(file, read(join(root, file))))
}

export function faultsOf(file: string, text: string): string[] {
  const faults: string[] = []
  const lines = text.split('\n')
  for (const rule of rules.filter((rule) => rule.files.test(file))) {
    const line = lines.findIndex((line) => rule.pattern.test(line))
    if (line !== -1) faults.push(`${file}:${line + 1} ${rule.sentence}.`)
  }
  if (code.test(file) && !mayBeLong.test(file) && lines.length > longest) {
    faults.push(`${file} has ${lines.length} lines: split it by reader (at most ${longest}).`)
  }
  return faults
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

if (import.meta.main) {
  const faults = findFaults(join(dirname(fileURLToPath(import.meta.url)), '..'))
  for (const fault of faults) console.error(fault)
  process.exit(faults.length > 0 ? 1 : 0)
}
