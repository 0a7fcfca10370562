// telegram-test-api, a Bot API by other people, repaired at run time where it differs from Telegram
// (CHANNELS.md section 3). Run: node tests/telegram_emulator.js; the first line printed is its address.
//
// Control routes, the same as those of tests/fakes_network.py and tests/fake_telegram.py:
//   GET  /_control/calls     POST /_control/fail {method, status, body, times}
//   POST /_control/say {from, text}   POST /_control/press {from, data}   POST /_control/update {...}
'use strict';
const path = require('path');
const lib = path.join(__dirname, '..', 'node_modules', 'telegram-test-api', 'lib');
const { TelegramServer } = require(path.join(lib, 'telegramServer.js'));
const { TelegramClient } = require(path.join(lib, 'modules', 'telegramClient.js'));
const express = require('express');

const BOT = { id: 666, is_bot: true, first_name: 'Uji', username: 'uji_bot' };
const PAUSES = [20, 100, 400, 1000]; // milliseconds between deliveries of an update that was not taken

class Telegram extends TelegramServer {
  constructor() {
    super({ storage: 'RAM', storeTimeout: 3600 });
    this.updates = []; // what waits for getUpdates
    this.arrived = () => {};
  }

  // ids are given when a message is made, not after the webhook has answered
  async addUserUpdate(update) {
    const { updateId, messageId } = { updateId: this.updateId++, messageId: this.messageId++ };
    await this.push({ ...this.constructor.formatUpdate({ ...update, updateId, messageId }), update_id: updateId }, update.botToken);
  }

  async push(update, token) {
    delete (update.message || update.callback_query || {}).botToken;
    const hook = this.webhooks[token];
    if (!hook) {
      this.updates.push(update);
      this.arrived();
      return;
    }
    const headers = { 'Content-Type': 'application/json' };
    if (hook.secret_token) headers['X-Telegram-Bot-Api-Secret-Token'] = hook.secret_token;
    for (const pause of [0, ...PAUSES]) {
      await new Promise((go) => setTimeout(go, pause));
      try {
        const answer = await fetch(hook.url, { method: 'POST', headers, body: JSON.stringify(update) });
        if (answer.ok) return;
      } catch (error) {
        // a bot that is down: the next try follows
      }
    }
  }

  static formatUpdate(update) {
    if (!('callbackQuery' in update)) return TelegramServer.formatUpdate(update);
    const { from, message, data } = update.callbackQuery;
    const now = Math.floor(Date.now() / 1000);
    const under = { ...message, from: BOT, message_id: message.message_id || update.messageId, date: now };
    return { update_id: update.updateId, callback_query: { id: String(update.updateId), from, message: under, data, chat_instance: '1' } };
  }

  // what Telegram answers: no echo of the request, seconds, a sender
  addBotMessage(raw, token) {
    const made = super.addBotMessage(raw, token);
    const { message_id, text, reply_markup } = made;
    const chat = { id: Number(raw.chat_id), type: 'private', first_name: 'Warga' };
    return { message_id, from: BOT, chat, date: Math.floor(Date.now() / 1000), text, ...(reply_markup && { reply_markup }) };
  }

  async take(offset, limit, seconds) {
    this.updates = this.updates.filter((update) => update.update_id >= offset);
    if (!this.updates.length && seconds > 0) {
      await new Promise((go) => {
        this.arrived = go;
        setTimeout(go, seconds * 1000);
      });
    }
    return this.updates.slice(0, limit);
  }
}

const server = new Telegram();
const calls = [];
const failures = [];
const tokens = new Set();
const front = express();
front.use(express.json());
front.use(express.urlencoded({ extended: true }));
front.get('/_control/calls', (req, res) => res.json(calls));
front.post('/_control/fail', (req, res) => {
  for (let n = 0; n < (req.body.times || 1); n++) failures.push(req.body);
  res.json({ ok: true });
});
const client = (who) => new TelegramClient('http://unused', [...tokens][0], { userId: who, chatId: who, firstName: 'Warga' });
front.post('/_control/say', (req, res) => {
  const person = client(req.body.from);
  const command = req.body.text.startsWith('/');
  if (command) server.addUserCommand(person.makeCommand(req.body.text));
  else server.addUserMessage(person.makeMessage(req.body.text));
  res.json({ ok: true });
});
front.post('/_control/press', (req, res) => {
  server.addUserCallback(client(req.body.from).makeCallbackQuery(req.body.data));
  res.json({ ok: true });
});
front.post('/_control/update', (req, res) => {
  const update = { update_id: server.updateId++, ...req.body };
  server.push(update, [...tokens][0]);
  res.json({ update_id: update.update_id });
});
front.get('/file/bot:token/:name', (req, res) => res.send(Buffer.from(req.params.name)));

const said = (res, result) => res.json({ ok: true, result });
const REPAIRED = {
  getMe: () => ({ ...BOT, can_join_groups: false, can_read_all_group_messages: false, supports_inline_queries: false }),
  answerCallbackQuery: () => true,
  sendChatAction: () => true,
  setMyCommands: () => true,
  setMyDescription: () => true,
  setMyShortDescription: () => true,
  getWebhookInfo: (body, token) => ({ url: (server.webhooks[token] || {}).url || '', has_custom_certificate: false, pending_update_count: server.updates.length }),
  setWebhook: (body, token) => {
    server.setWebhook(body, token);
    return true;
  },
  getUpdates: (body) => server.take(Number(body.offset || 0), Number(body.limit || 100), Number(body.timeout || 0)),
  getFile: (body) => ({ file_id: body.file_id, file_unique_id: body.file_id, file_path: `${body.file_id}.jpg` }),
};
front.all('/bot:token/:method', async (req, res, next) => {
  const { token, method } = req.params;
  const body = { ...req.query, ...req.body };
  tokens.add(token);
  calls.push({ method, body });
  const at = failures.findIndex((one) => one.method === method);
  if (at >= 0) {
    const [failure] = failures.splice(at, 1);
    return failure.drop ? req.socket.destroy() : res.status(failure.status).json(failure.body);
  }
  if (method === 'getUpdates' && server.webhooks[token]) {
    return res.status(409).json({ ok: false, error_code: 409, description: "Conflict: can't use getUpdates method while webhook is active" });
  }
  if (method in REPAIRED) return said(res, await REPAIRED[method](body, token));
  req.body = body;
  return next();
});
front.use(server.webServer);

const listening = front.listen(Number(process.argv[2] || 0), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${listening.address().port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
