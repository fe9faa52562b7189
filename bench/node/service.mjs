// What a team would write: verify the callback, put it into the bucket with the vendor's library, answer.
// No queue: the answer waits for the store, and while the store is away every callback is refused.
import http from 'node:http';
import { createHash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const { PORT, KEY, S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY } = process.env;
const s3 = new S3Client({
  region: 'us-east-1',
  endpoint: S3_ENDPOINT,
  forcePathStyle: true,
  credentials: { accessKeyId: S3_ACCESS_KEY, secretAccessKey: S3_SECRET_KEY },
  // As many connections to the store as callbacks are in hand at most; the library's default is 50.
  requestHandler: { httpAgent: new http.Agent({ keepAlive: true, maxSockets: 256 }) },
});

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
      const id = createHash('sha256').update(body).digest('hex').slice(0, 16);
      await s3.send(new PutObjectCommand({
        Bucket: S3_BUCKET,
        Key: `callbacks/event_type=${event.event_type}/date=${date}/stream_id=${event.stream_id}/${id}.json`,
        Body: body,
        ContentType: 'application/json',
        IfNoneMatch: '*',
      })).catch((e) => {
        // It is there already.
        if (e.$metadata?.httpStatusCode !== 412) {
          throw e;
        }
      });
      answer(200, '{"code":0}');
    } catch (e) {
      answer(503, '{"code":503}');
    }
  });
}).listen(PORT, '127.0.0.1');
