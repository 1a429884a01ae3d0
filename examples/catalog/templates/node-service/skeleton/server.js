import { createServer } from 'node:http'

createServer((request, response) => {
  response.end(`${{ values.name }} says hello\n`)
}).listen(process.env.PORT ?? 8080)
