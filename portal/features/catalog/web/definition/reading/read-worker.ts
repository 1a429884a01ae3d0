/** The worker that reads long YAML: text in, value or problem out. */
import { readYaml } from './read-yaml.ts'

self.onmessage = (event: MessageEvent<string>) => {
  const read = readYaml(event.data)
  try {
    self.postMessage(read)
  } catch {
    self.postMessage({ problem: { message: 'The definition is nested too deeply to be shown.' } })
  }
}
