// As service.mjs, without the vendor's library: the request to the store is made and signed by hand, which no team would
// maintain, but which is much faster.
import http from 'node:http';
import { createHash, createHmac } from 'node:crypto';

const { PORT, KEY, S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY } = process.env;
const REGION = 'us-east-1';
const s3 = new URL(S3_ENDPOINT);
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const hmac = (key, data) => createHmac('sha256', key).update(data).digest();

let signingDay = '';
let signingKey;
function keyOf(day) {
  if (day !== signingDay) {
    signingKey = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac('AWS4' + S3_SECRET_KEY, day), REGION));
    signingDay = day;
  }
  return signingKey;
}

function put(key, body) {
  const now = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = now.slice(0, 8);
  const path = '/' + S3_BUCKET + '/' + key.split('/').map(encodeURIComponent).join('/');
  const headers = {
    host: s3.host,
    'if-none-match': '*',
    'x-amz-content-sha256': sha256(body),
    'x-amz-date': now,
  };
  const names = Object.keys(headers);
  const request = ['PUT', path, '', ...names.map((name) => name + ':' + headers[name]), '', names.join(';'), headers['x-amz-content-sha256']];
  const scope = day + '/' + REGION + '/s3/aws4_request';
  const signature = createHmac('sha256', keyOf(day))
    .update(['AWS4-HMAC-SHA256', now, scope, sha256(request.join('\n'))].join('\n')).digest('hex');
  headers.authorization =
    `AWS4-HMAC-SHA256 Credential=${S3_ACCESS_KEY}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  headers['content-type'] = 'application/json';
  headers['content-length'] = body.length;
  return new Promise((resolve, reject) => {
    const out = http.request({ host: s3.hostname, port: s3.port, method: 'PUT', path, headers, agent }, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 200 || answer.statusCode === 412 ? resolve() : reject(new Error('S3 ' + answer.statusCode))));
    });
    out.on('error', reject);
    out.end(body);
  });
}

http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const answer = (status, text) => response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    try {
      const body = Buffer.concat(chunks);
      const event = JSON.parse(body);
      if (createHash('md5').update(KEY + event.t).digest('hex') !== event.sign || event.t < Date.now() / 1000) {
        answer(401, '{"code":401}');
        return;
      }
      const date = new Date(event.end_time * 1000).toISOString().slice(0, 10);
      await put(`callbacks/event_type=${event.event_type}/date=${date}/stream_id=${event.stream_id}/${sha256(body).slice(0, 16)}.json`, body);
      answer(200, '{"code":0}');
    } catch (e) {
      answer(503, '{"code":503}');
    }
  });
}).listen(PORT, '127.0.0.1');
