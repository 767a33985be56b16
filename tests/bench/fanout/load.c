// The load client: holds many connections to one server on this machine and counts the messages that
// come, for as little CPU as can be. One thread, one epoll; payloads that nobody looks at are dropped in
// the kernel (MSG_TRUNC). `load.js` does the same where there is no compiler.
//
//   load <port> <ws|socketio|sse> <plain|deflate|gzip> <sample every> <request head>
//
// Commands come as lines on stdin, answers leave as JSON lines on stdout:
//
//   connect <n> <at once> <stuck>  opens n more, of which <stuck> are never read from
//                                  {"event":"connected","open":n,"failed":n,"ms":n}
//   mark <k>                       counts from here; once every reader has k messages:
//                                  {"event":"done","deliveries":n,"bytes":n,"closed":n,
//                                   "sentNs":"first stamp","lastNs":"last receipt","micros":[latencies]}
//
// Every <sample every>th connection is a probe: it decodes what it gets and compares the stamp ("sentNs",
// the monotonic clock) with the time of receipt. All others only parse frames or lines. A gzip stream
// shows no messages from outside: once it has had its first one, a connection that is no probe counts as
// served when it got as many bytes as the probes did.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { CAPTURE = 256, BUFFER = 256 * 1024, HEAD = 2048, DISCARD_FROM = 4096, READS_AT_ONCE = 8 };
enum { OP_CLOSE = 8, OP_PING = 9 };

typedef enum { WS, SOCKETIO, SSE } Protocol;
typedef enum { PLAIN, DEFLATE, GZIP } Coding;
typedef enum { CONNECTING, HEADING, OPEN, GONE } State;

// What a connection needs that looks into its messages.
typedef struct {
  char text[CAPTURE];
  size_t length;
  z_stream *inflater;
  uint64_t bytes_at_target;
} Decoder;

typedef struct {
  int fd;
  State state;
  bool is_probe, is_stuck, has_first;
  char *head;
  size_t head_length;
  // ws: the frame being read
  uint8_t header[10], header_length, beginning[2], beginning_length;
  bool in_payload, is_deflated;
  uint64_t left;
  // SSE: the chunk and the line being read
  bool is_chunked, in_chunk, in_line, is_data_line, has_data;
  // since the mark
  uint32_t messages;
  uint64_t bytes;
  Decoder *decoder;
} Connection;

static Protocol protocol;
static Coding coding;
static int sample_every, port, epoll;
static const char *request;
static size_t request_length;

static Connection *connections;
static int used, capacity;
static int to_open, at_once, under_way, stuck_left, opened, failed;
static uint64_t connect_began;

static bool is_marked, is_connecting;
static uint32_t target;
static int remaining, probes_remaining, closed;
static uint64_t last_ns, first_stamp, now_ns;
static double *micros;
static size_t samples, samples_capacity;

static char buffer[BUFFER];

static uint64_t clock_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("load: out of memory\n", stderr);
  exit(1);
}

static bool counts_bytes(const Connection *c) { return coding == GZIP && !c->is_probe; }

static void new_decoder(Connection *c) {
  c->decoder = checked(calloc(1, sizeof(Decoder)));
  if (coding == PLAIN) return;
  c->decoder->inflater = checked(calloc(1, sizeof(z_stream)));
  // Negative: raw deflate; 16 more: gzip.
  if (inflateInit2(c->decoder->inflater, coding == GZIP ? 15 + 16 : -15) != Z_OK) checked(NULL);
}

static void drop_decoder(Connection *c) {
  if (!c->decoder) return;
  if (c->decoder->inflater) {
    inflateEnd(c->decoder->inflater);
    free(c->decoder->inflater);
  }
  free(c->decoder);
  c->decoder = NULL;
}

static void gone(Connection *c) {
  if (c->state == GONE) return;
  if (c->state == OPEN) {
    closed += 1;
    if (c->has_first && is_marked && c->messages < target && !counts_bytes(c)) remaining -= 1;
    if (c->is_probe && c->messages < target) probes_remaining -= 1;
  }
  if (!c->has_first) {
    failed += 1;
    under_way -= 1;
  }
  c->state = GONE;
  close(c->fd);
  drop_decoder(c);
}

static void say(Connection *c, const char *bytes, size_t length) {
  if (send(c->fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)length) gone(c);
}

// --- messages -----------------------------------------------------------------------------------------

static void sample(Decoder *decoder) {
  static const char mark[] = "\"sentNs\":\"";
  const char *found = memmem(decoder->text, decoder->length, mark, sizeof mark - 1);
  if (!found || found + sizeof mark - 1 + 19 > decoder->text + decoder->length) return;
  uint64_t sent = 0;
  for (const char *digit = found + sizeof mark - 1; *digit >= '0' && *digit <= '9'; digit += 1)
    sent = sent * 10 + (uint64_t)(*digit - '0');
  if (!first_stamp || sent < first_stamp) first_stamp = sent;
  if (samples == samples_capacity) {
    samples_capacity = samples_capacity ? samples_capacity * 2 : 4096;
    micros = checked(realloc(micros, samples_capacity * sizeof *micros));
  }
  micros[samples++] = (double)(now_ns - sent) / 1000;
}

static void message(Connection *c) {
  if (!c->has_first) {
    c->has_first = true;
    under_way -= 1;
    opened += 1;
    if (!c->is_probe) drop_decoder(c);
  } else if (is_marked) {
    c->messages += 1;
    last_ns = now_ns;
    if (c->is_probe) sample(c->decoder);
    if (c->messages == target) {
      if (coding != GZIP) remaining -= 1;
      if (c->is_probe) {
        c->decoder->bytes_at_target = c->bytes;
        probes_remaining -= 1;
      }
    }
  }
  if (c->decoder) c->decoder->length = 0;
}

static void capture(Connection *c, const char *bytes, size_t length) {
  Decoder *decoder = c->decoder;
  if (!decoder || decoder->length == CAPTURE) return;
  size_t room = CAPTURE - decoder->length;
  size_t taken = length < room ? length : room;
  memcpy(decoder->text + decoder->length, bytes, taken);
  decoder->length += taken;
}

// Passes what the compressed bytes decode to on to `then`.
static void inflated(Connection *c, const char *bytes, size_t length,
                     void (*then)(Connection *, const char *, size_t)) {
  static char text[BUFFER];
  z_stream *inflater = c->decoder->inflater;
  inflater->next_in = (Bytef *)bytes;
  inflater->avail_in = (uInt)length;
  for (;;) {
    inflater->next_out = (Bytef *)text;
    inflater->avail_out = sizeof text;
    int result = inflate(inflater, Z_SYNC_FLUSH);
    if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END) {
      fprintf(stderr, "load: what came can't be inflated (%d)\n", result);
      exit(1);
    }
    then(c, text, sizeof text - inflater->avail_out);
    // The first message of a gzip stream frees the decoder of who is no probe.
    if (!c->decoder || inflater->avail_out > 0) return;
  }
}

// --- Server-Sent Events -------------------------------------------------------------------------------

// A block with a `data:` line is a message; comments and `retry:` are none.
static void sse_lines(Connection *c, const char *bytes, size_t length) {
  const char *end = bytes + length;
  while (bytes < end) {
    if (!c->in_line) {
      if (*bytes == '\n') {
        bytes += 1;
        if (c->has_data) {
          c->has_data = false;
          message(c);
          if (counts_bytes(c)) return;
        }
        continue;
      }
      c->in_line = true;
      c->is_data_line = *bytes == 'd';
      if (c->is_data_line) c->has_data = true;
    }
    const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
    if (c->is_data_line) capture(c, bytes, (size_t)((stop ? stop : end) - bytes));
    c->in_line = !stop;
    bytes = stop ? stop + 1 : end;
  }
}

static void sse_body(Connection *c, const char *bytes, size_t length) {
  if (coding == PLAIN) sse_lines(c, bytes, length);
  else if (c->decoder) inflated(c, bytes, length, sse_lines);
}

// Takes the chunks of HTTP/1.1 apart, where the body comes in such.
static void sse_parse(Connection *c, const char *bytes, size_t length) {
  if (!c->is_chunked) {
    sse_body(c, bytes, length);
    return;
  }
  while (length > 0) {
    if (!c->in_chunk) {
      // "\r\n" that ends a chunk, then its size in hex and "\r\n".
      char next = *bytes;
      bytes += 1;
      length -= 1;
      if (next == '\n') {
        if (c->header_length > 0) c->in_chunk = c->left > 0;
        c->header_length = 0;
      } else if (next != '\r') {
        if (c->header_length == 0) c->left = 0;
        c->header_length = 1;
        c->left = c->left * 16 + (uint64_t)(next <= '9' ? next - '0' : (next | 32) - 'a' + 10);
      }
      continue;
    }
    size_t taken = length < c->left ? length : (size_t)c->left;
    sse_body(c, bytes, taken);
    bytes += taken;
    length -= taken;
    c->left -= taken;
    c->in_chunk = c->left > 0;
  }
}

// --- WebSocket, RFC 6455 ------------------------------------------------------------------------------

static void frame_ended(Connection *c) {
  uint8_t opcode = c->header[0] & 15;
  bool is_final = c->header[0] & 128;
  c->in_payload = false;
  c->header_length = 0;
  if (opcode == OP_CLOSE) {
    gone(c);
  } else if (opcode == OP_PING) {
    // Unsolicited pongs are allowed, so that the payload need not be kept: the servers here only ask whether one came.
    say(c, "\x8a\x80\0\0\0\0", 6);
  } else if (opcode < OP_CLOSE && is_final) {
    if (c->is_deflated && c->decoder) inflated(c, "\0\0\xff\xff", 4, capture);
    if (protocol == WS) {
      message(c);
      return;
    }
    // Engine.IO: 0 open, 2 ping, 4 message, in which 0 is connect and 2 an event.
    if (c->beginning[0] == '0') say(c, "\x81\x82\0\0\0\0" "40", 8);
    else if (c->beginning[0] == '2') say(c, "\x81\x81\0\0\0\0" "3", 7);
    else if (c->beginning[0] == '4' && c->beginning[1] == '2') message(c);
    else if (c->decoder) c->decoder->length = 0;
  }
}

static void payload(Connection *c, const char *bytes, size_t length) {
  for (size_t i = 0; i < length && c->beginning_length < 2; i += 1)
    c->beginning[c->beginning_length++] = (uint8_t)bytes[i];
  if (!c->decoder || (c->header[0] & 15) >= OP_CLOSE) return;
  if (c->is_deflated) inflated(c, bytes, length, capture);
  else capture(c, bytes, length);
}

static void ws_header_complete(Connection *c) {
  uint8_t size = c->header[1] & 127;
  int extra = size == 126 ? 2 : size == 127 ? 8 : 0;
  c->left = extra ? 0 : size;
  for (int i = 0; i < extra; i += 1) c->left = c->left << 8 | c->header[2 + i];
  // A continuation belongs to a message that has begun.
  if ((c->header[0] & 15) != 0 && (c->header[0] & 15) < OP_CLOSE) c->is_deflated = c->header[0] & 64;
  c->beginning_length = 0;
  c->in_payload = true;
  if (c->left == 0) frame_ended(c);
}

static void ws_parse(Connection *c, const char *bytes, size_t length) {
  while (length > 0 && c->state != GONE) {
    if (!c->in_payload) {
      c->header[c->header_length++] = (uint8_t)*bytes;
      bytes += 1;
      length -= 1;
      if (c->header_length < 2) continue;
      uint8_t size = c->header[1] & 127;
      if (c->header_length == (size == 126 ? 4 : size == 127 ? 10 : 2)) ws_header_complete(c);
      continue;
    }
    size_t taken = length < c->left ? length : (size_t)c->left;
    payload(c, bytes, taken);
    bytes += taken;
    length -= taken;
    c->left -= taken;
    if (c->left == 0) frame_ended(c);
  }
}

// --- connections --------------------------------------------------------------------------------------

static void parse(Connection *c, const char *bytes, size_t length) {
  if (protocol == SSE) sse_parse(c, bytes, length);
  else ws_parse(c, bytes, length);
}

static void read_head(Connection *c, const char *bytes, size_t length) {
  if (!c->head) c->head = checked(malloc(HEAD + 1));
  size_t had = c->head_length;
  size_t taken = length < HEAD - had ? length : HEAD - had;
  memcpy(c->head + had, bytes, taken);
  c->head_length += taken;
  c->head[c->head_length] = 0;
  char *end = strstr(c->head, "\r\n\r\n");
  if (!end) {
    if (c->head_length == HEAD) gone(c);
    return;
  }
  *end = 0;
  bool is_accepted = strncmp(c->head, protocol == SSE ? "HTTP/1.1 200" : "HTTP/1.1 101", 12) == 0;
  bool is_coded = coding == PLAIN || strcasestr(c->head, coding == GZIP ? "gzip" : "permessage-deflate");
  if (!is_accepted || !is_coded) {
    static bool was_told = false;
    if (!was_told) fprintf(stderr, "load: the server answered:\n%s\n", c->head);
    was_told = true;
    gone(c);
    return;
  }
  c->is_chunked = strcasestr(c->head, "transfer-encoding: chunked") != NULL;
  size_t head_bytes = (size_t)(end + 4 - c->head) - had;
  free(c->head);
  c->head = NULL;
  c->state = OPEN;
  parse(c, bytes + head_bytes, length - head_bytes);
}

// Whether the bytes of the frame under way need no look, so that the kernel may drop them.
static size_t discardable(const Connection *c) {
  if (c->state != OPEN) return 0;
  if (counts_bytes(c) && c->has_first) return 1 << 20;
  if (protocol == SSE || !c->in_payload || c->left < DISCARD_FROM || c->beginning_length < 2) return 0;
  if (c->decoder && (c->is_deflated || c->decoder->length < CAPTURE)) return 0;
  return c->left < 1 << 20 ? (size_t)c->left : 1 << 20;
}

static void readable(Connection *c) {
  for (int i = 0; i < READS_AT_ONCE && c->state != GONE; i += 1) {
    size_t dropped = discardable(c);
    size_t wanted = dropped ? dropped : sizeof buffer;
    ssize_t length = recv(c->fd, buffer, wanted, MSG_DONTWAIT | (dropped ? MSG_TRUNC : 0));
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length <= 0) {
      gone(c);
      return;
    }
    now_ns = clock_ns();
    c->bytes += (uint64_t)length;
    if (counts_bytes(c) && c->has_first) {
      last_ns = now_ns;
    } else if (dropped) {
      c->left -= (uint64_t)length;
      if (c->left == 0) frame_ended(c);
    } else if (c->state == OPEN) {
      parse(c, buffer, (size_t)length);
    } else {
      read_head(c, buffer, (size_t)length);
    }
    if ((size_t)length < wanted) return;
  }
}

static void writable(Connection *c) {
  c->state = HEADING;
  say(c, request, request_length);
  if (c->state == GONE) return;
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)(c - connections)};
  if (c->is_stuck) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, c->fd, NULL);
    c->has_first = true;
    under_way -= 1;
    opened += 1;
  } else {
    epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event);
  }
}

static void open_one(void) {
  Connection *c = &connections[used];
  memset(c, 0, sizeof *c);
  c->is_stuck = stuck_left > 0 && to_open <= stuck_left;
  c->is_probe = !c->is_stuck && used % sample_every == 0;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  struct epoll_event event = {.events = EPOLLOUT, .data.u32 = (uint32_t)used};
  to_open -= 1;
  if (c->fd < 0 || (connect(c->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS)) {
    fprintf(stderr, "load: connection %d: %s\n", used, strerror(errno));
    if (c->fd >= 0) close(c->fd);
    failed += 1;
    return;
  }
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
  // The first message of a gzip stream is decoded by everyone.
  if (c->is_probe || (counts_bytes(c) && !c->is_stuck)) new_decoder(c);
  used += 1;
  under_way += 1;
}

// --- commands -----------------------------------------------------------------------------------------

static bool is_reader(const Connection *c) { return c->state == OPEN && !c->is_stuck; }

// A gzip stream's end of the count, by bytes; see the top.
static bool has_everyone_the_bytes(void) {
  uint64_t least = UINT64_MAX;
  for (int i = 0; i < used; i += 1) {
    const Connection *c = &connections[i];
    if (is_reader(c) && c->is_probe && c->decoder->bytes_at_target < least) least = c->decoder->bytes_at_target;
  }
  for (int i = 0; i < used; i += 1)
    if (is_reader(&connections[i]) && connections[i].bytes < least) return false;
  return true;
}

static void report(void) {
  uint64_t deliveries = 0, bytes = 0;
  for (int i = 0; i < used; i += 1) {
    const Connection *c = &connections[i];
    if (!is_reader(c)) continue;
    deliveries += counts_bytes(c) ? target : c->messages;
    bytes += c->bytes;
  }
  printf("{\"event\":\"done\",\"deliveries\":%" PRIu64 ",\"bytes\":%" PRIu64
         ",\"closed\":%d,\"sentNs\":\"%" PRIu64 "\",\"lastNs\":\"%" PRIu64 "\",\"micros\":[",
         deliveries, bytes, closed, first_stamp, last_ns);
  for (size_t i = 0; i < samples; i += 1) printf("%s%.1f", i ? "," : "", micros[i]);
  puts("]}");
  fflush(stdout);
  is_marked = false;
}

static void mark(uint32_t messages) {
  target = messages;
  is_marked = true;
  remaining = probes_remaining = closed = 0;
  samples = 0;
  first_stamp = last_ns = 0;
  for (int i = 0; i < used; i += 1) {
    Connection *c = &connections[i];
    c->messages = 0;
    c->bytes = 0;
    if (!is_reader(c)) continue;
    if (coding != GZIP) remaining += 1;
    if (c->is_probe) {
      c->decoder->bytes_at_target = 0;
      probes_remaining += 1;
    }
  }
  puts("{\"event\":\"marked\"}");
  fflush(stdout);
}

static void begin_connecting(int count, int most_at_once, int stuck) {
  if (used + count > capacity) {
    capacity = used + count;
    connections = checked(realloc(connections, (size_t)capacity * sizeof *connections));
  }
  to_open = count;
  at_once = most_at_once;
  stuck_left = stuck;
  opened = failed = 0;
  is_connecting = true;
  connect_began = clock_ns();
}

static void command(const char *line) {
  int count, most_at_once, stuck;
  if (sscanf(line, "connect %d %d %d", &count, &most_at_once, &stuck) == 3)
    begin_connecting(count, most_at_once, stuck);
  else if (sscanf(line, "mark %d", &count) == 1) mark((uint32_t)count);
}

// False at the end of stdin: whoever started us has gone.
static bool read_commands(void) {
  static char line[256];
  static size_t length = 0;
  char bytes[256];
  ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
  if (got <= 0) return got < 0 && errno == EAGAIN;
  for (ssize_t i = 0; i < got; i += 1) {
    if (bytes[i] == '\n') {
      line[length] = 0;
      length = 0;
      command(line);
    } else if (length < sizeof line - 1) {
      line[length++] = bytes[i];
    }
  }
  return true;
}

static void after_events(void) {
  while (is_connecting && to_open > 0 && under_way < at_once) open_one();
  if (is_connecting && to_open == 0 && under_way == 0) {
    is_connecting = false;
    printf("{\"event\":\"connected\",\"open\":%d,\"failed\":%d,\"ms\":%.1f}\n", opened, failed,
           (double)(clock_ns() - connect_began) / 1e6);
    fflush(stdout);
  }
  if (!is_marked || remaining > 0 || probes_remaining > 0) return;
  if (coding != GZIP || has_everyone_the_bytes()) report();
}

int main(int count, char **words) {
  if (count != 6) {
    fputs("usage: load port protocol coding sample-every request\n", stderr);
    return 2;
  }
  port = atoi(words[1]);
  protocol = strcmp(words[2], "ws") == 0 ? WS : strcmp(words[2], "sse") == 0 ? SSE : SOCKETIO;
  coding = strcmp(words[3], "plain") == 0 ? PLAIN : strcmp(words[3], "gzip") == 0 ? GZIP : DEFLATE;
  sample_every = atoi(words[4]);
  request = words[5];
  request_length = strlen(request);

  struct rlimit files = {65535, 65535};
  if (setrlimit(RLIMIT_NOFILE, &files) < 0 && getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  epoll = epoll_create1(EPOLL_CLOEXEC);
  fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
  struct epoll_event input = {.events = EPOLLIN, .data.u32 = UINT32_MAX};
  epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &input);

  struct epoll_event events[512];
  for (;;) {
    int ready = epoll_wait(epoll, events, 512, -1);
    for (int i = 0; i < ready; i += 1) {
      if (events[i].data.u32 == UINT32_MAX) {
        if (!read_commands()) return 0;
        continue;
      }
      Connection *c = &connections[events[i].data.u32];
      if (c->state == GONE) continue;
      if (c->state == CONNECTING && events[i].events & (EPOLLERR | EPOLLHUP)) gone(c);
      else if (c->state == CONNECTING) writable(c);
      else readable(c);
    }
    after_events();
  }
}
