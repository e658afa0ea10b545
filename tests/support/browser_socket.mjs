// Opens a WebSocket as a script of a page does: `node --experimental-websocket browser_socket.mjs URL SUBPROTOCOL ..`. Sends one text,
// closes after the first answer, and prints what a page has seen: the subprotocol and the answer, or nothing of both.
const [url, ...protocols] = process.argv.slice(2);
const seen = { protocol: null, answer: null };
const socket = new WebSocket(url, protocols);
socket.addEventListener('open', () => {
  seen.protocol = socket.protocol;
  socket.send('hello');
});
socket.addEventListener('message', ({ data }) => {
  seen.answer = data;
  socket.close(1000);
});
// Not at `close`: some releases end a connection that was never open with `error` alone.
process.on('exit', () => console.log(JSON.stringify(seen)));
