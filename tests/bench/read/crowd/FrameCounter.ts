/** Counts a server's data frames on a WebSocket without looking into them (RFC 6455, section 5.2; no fragments). */
export class FrameCounter {
  frames = 0;
  private readonly head: number[] = [];
  private left = 0;
  private isInPayload = false;

  push(bytes: Buffer): void {
    for (let i = 0; i < bytes.length;) {
      if (!this.isInPayload) {
        this.head.push(bytes[i] ?? 0);
        i += 1;
        this.headByte();
        continue;
      }
      const taken = Math.min(this.left, bytes.length - i);
      this.left -= taken;
      i += taken;
      if (this.left === 0) this.ended();
    }
  }

  private headByte(): void {
    const { head } = this;
    if (head.length < 2) return;
    const size = (head[1] ?? 0) & 127;
    const extra = size === 126 ? 2 : size === 127 ? 8 : 0;
    if (head.length < 2 + extra) return;
    this.left = extra > 0 ? head.slice(2).reduce((sum, byte) => sum * 256 + byte, 0) : size;
    this.isInPayload = true;
    if (this.left === 0) this.ended();
  }

  private ended(): void {
    // Control frames have the highest bit of the opcode.
    if (((this.head[0] ?? 0) & 8) === 0) this.frames += 1;
    this.head.length = 0;
    this.isInPayload = false;
  }
}
