/**
 * Calls a signature that `dse serve` made live, and goes on without the server.
 *
 * Where the server cannot be reached, or is overloaded, an exported artifact
 * (`dse artifact export ID active --as messages -o artifact.json`) asks the provider
 * directly, and a line in a spool keeps the prediction for `dse receipt import`.
 *
 * One file without dependencies, for Node 20 and later and for bundlers; types are
 * in JSDoc, so that TypeScript checks its callers. Copy it into your application.
 *
 *     const dse = new Client({ server: "http://127.0.0.1:8787", key, artifact,
 *       provider: "https://api.openai.com/v1", providerKey,
 *       spool: (line) => appendFile("spool.ndjson", line) });
 *     await dse.predict("@acme/RouteTicket.v1", { message: "My card was charged twice" });
 */

/** An answer that is an error, with its status and code. */
export class DseError extends Error {
  /** @param {number} status @param {string} code @param {string} message */
  constructor(status, code, message) {
    super(`${status} ${code}: ${message}`);
    this.status = status;
    this.code = code;
  }
}

/**
 * Canonical JSON (RFC 8785), in which prompts and hashes are written.
 * @param {any} value @returns {string}
 */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  // The default order of `sort` is that of UTF-16 units, which the form asks for.
  const fields = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/**
 * The value without the fields that its schema does not list.
 * @param {any} value @param {any} schema @returns {any}
 */
function listed(value, schema) {
  if (Array.isArray(value)) return schema?.items ? value.map((item) => listed(item, schema.items)) : value;
  const fields = schema?.properties;
  if (!fields || value === null || typeof value !== "object") return value;
  const names = Object.keys(value).filter((name) => Object.hasOwn(fields, name));
  return Object.fromEntries(names.map((name) => [name, listed(value[name], fields[name])]));
}

/** An exported artifact, which renders prompts without a server. */
export class Artifact {
  /** @param {any} document What `--as messages` wrote. */
  constructor(document) {
    if (document.format !== "dse.rendered_prompt" || document.formatVersion !== 1) {
      throw new Error("not an artifact exported with `--as messages`");
    }
    this.document = document;
  }

  /** Throws where this file renders other prompts than the server that exported it. */
  async verify() {
    for (const { input, messagesHash } of this.document.vectors) {
      const bytes = new TextEncoder().encode(canonical(this.messages(input)));
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
      if (`sha256:${hex}` !== messagesHash) {
        throw new Error("this file renders other prompts than the server that exported it");
      }
    }
  }

  /** @param {Record<string, any>} given @returns {string} What stands in for `{{input}}`. */
  slot(given) {
    const input = listed(given, this.document.inputSchema);
    if (this.document.input.form === "json") return canonical(input);
    // By code points, as the server sorts these.
    const names = Object.keys(input).sort((a, b) => compare([...a], [...b]));
    const text = (/** @type {any} */ value) => (typeof value === "string" ? value : canonical(value));
    return names.map((name) => `${name}: ${text(input[name])}`).join("\n");
  }

  /** @param {Record<string, any>} input @returns {{role: string, content: string}[]} */
  messages(input) {
    const slot = this.slot(input);
    return this.document.messages.map((/** @type {any} */ { role, content }) => (
      { role, content: content.replaceAll("{{input}}", () => slot) }));
  }

  /** @param {string} text @returns {any} `dse receipt import` holds it to its schema. */
  read(text) {
    const { form, field } = this.document.answer;
    if (form === "text") return { [field]: text.trim().split("\n")[0].trim() };
    const fenced = /^```[^\n]*\n([\s\S]*?)(```[^`]*)?$/.exec(text.trim());
    return JSON.parse(fenced ? fenced[1] : text);
  }
}

/** @param {string[]} a @param {string[]} b */
function compare(a, b) {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const apart = (a[at].codePointAt(0) ?? 0) - (b[at].codePointAt(0) ?? 0);
    if (apart !== 0) return apart;
  }
  return a.length - b.length;
}

export class Client {
  /**
   * Without an artifact nothing falls back. `timeoutMs` is for the server and for the
   * provider each; `spool` takes a line of the spool.
   * @param {{server: string, key: string, artifact?: any, provider?: string, providerKey?: string,
   *   model?: string, spool?: (line: string) => unknown, timeoutMs?: number}} options
   */
  constructor(options) {
    this.options = { timeoutMs: 60_000, ...options };
    this.artifact = options.artifact && new Artifact(options.artifact);
    this.verified = undefined;
  }

  /**
   * @param {string} signatureId @param {Record<string, any>} input
   * @param {{threadId?: string, tags?: Record<string, string>}} [about]
   * @returns {Promise<{output: any, receiptId: string, compiled_id: string, arm: string, threadId?: string}>}
   */
  async predict(signatureId, input, about = {}) {
    const asked = { signatureId, input, ...about, receiptId: crypto.randomUUID() };
    const { server, key, provider } = this.options;
    try {
      return await this.post(`${server.replace(/\/$/, "")}/api/dse/predict`, key, asked);
    } catch (error) {
      const isAway = !(error instanceof DseError) || error.status === 503;
      if (!(isAway && provider && this.artifact?.document.signatureId === signatureId)) throw error;
    }
    return this.offline(asked);
  }

  /** @param {any} asked */
  async offline(asked) {
    this.verified ??= this.artifact.verify();
    await this.verified;
    const { compiled_id, parameters } = this.artifact.document;
    const { provider, providerKey, model = parameters.model, spool } = this.options;
    const line = { ...asked, compiled_id, startedAtMs: Date.now() };
    try {
      const messages = this.artifact.messages(asked.input);
      const url = `${provider.replace(/\/$/, "")}/chat/completions`;
      const answer = await this.post(url, providerKey ?? "", { ...parameters, messages, model });
      line.text = answer.choices[0].message.content ?? "";
      line.model = answer.model ?? model;
      const output = this.artifact.read(line.text);
      return { ok: true, output, receiptId: asked.receiptId, compiled_id, threadId: asked.threadId, arm: "offline" };
    } catch (error) {
      if (line.text === undefined) line.error = String(error);
      throw error;
    } finally {
      line.endedAtMs = Math.max(Date.now(), line.startedAtMs);
      await spool?.(`${JSON.stringify(line)}\n`);
    }
  }

  /** @param {string} url @param {string} key @param {any} body @returns {Promise<any>} */
  async post(url, key, body) {
    const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
    const signal = AbortSignal.timeout(this.options.timeoutMs);
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), signal });
    if (answer.ok) return answer.json();
    const text = await answer.text();
    const told = text.startsWith("{") ? JSON.parse(text) : { message: text.slice(0, 200) };
    throw new DseError(answer.status, told.error ?? "http", told.message ?? "");
  }
}
