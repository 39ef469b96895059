// The network: interfaces, what listens, and what can be reached. Addresses are numbers; nobody is asked for names.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/icmp6.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "probe.h"

enum { PATIENCE = 2 }; // seconds until an answer does not come any more

union name {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
};

static socklen_t size_of(const union name *name) { return name->any.sa_family == AF_INET ? sizeof name->v4 : sizeof name->v6; }

static const char *address_of(const union name *name) {
  static char text[INET6_ADDRSTRLEN];
  const void *bytes = name->any.sa_family == AF_INET ? (const void *)&name->v4.sin_addr : (const void *)&name->v6.sin6_addr;
  return inet_ntop(name->any.sa_family, bytes, text, sizeof text);
}

static union name name_of(const char *address, const char *port) {
  union name name = {0};
  in_port_t number = htons((uint16_t)atoi(port));
  if (inet_pton(AF_INET, address, &name.v4.sin_addr) == 1) {
    name.v4.sin_family = AF_INET;
    name.v4.sin_port = number;
  } else if (inet_pton(AF_INET6, address, &name.v6.sin6_addr) == 1) {
    name.v6.sin6_family = AF_INET6;
    name.v6.sin6_port = number;
  } else {
    errno = EINVAL;
    fail("address", address);
  }
  return name;
}

static int kind_of(const char *protocol) { return strcmp(protocol, "udp") ? SOCK_STREAM : SOCK_DGRAM; }

static int prefix_of(const struct sockaddr *mask) {
  const unsigned char *byte = mask->sa_family == AF_INET ? (const unsigned char *)&((const struct sockaddr_in *)mask)->sin_addr
                                                         : ((const struct sockaddr_in6 *)mask)->sin6_addr.s6_addr;
  int bits = 0;
  for (int i = 0; i < (mask->sa_family == AF_INET ? 4 : 16); i++) bits += __builtin_popcount(byte[i]);
  return bits;
}

static void list_interfaces(char **none) { // a line for each, then one for each of its addresses
  (void)none;
  struct ifaddrs *all;
  if (getifaddrs(&all) < 0) fail("getifaddrs", 0);
  for (struct ifaddrs *i = all; i; i = i->ifa_next)
    if (i->ifa_addr && i->ifa_addr->sa_family == AF_PACKET)
      printf("interface %s %s\n", i->ifa_name, i->ifa_flags & IFF_UP ? "up" : "down");
  for (struct ifaddrs *i = all; i; i = i->ifa_next) {
    if (!i->ifa_addr || (i->ifa_addr->sa_family != AF_INET && i->ifa_addr->sa_family != AF_INET6)) continue;
    const union name *name = (const union name *)i->ifa_addr;
    if (name->any.sa_family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&name->v6.sin6_addr)) continue; // a new one each time
    printf("address %s %s/%d\n", i->ifa_name, address_of(name), prefix_of(i->ifa_netmask));
  }
  freeifaddrs(all);
}

static struct pollfd listening[16];
static int listeners;

static void listen_at(char **a) { // tcp or udp, address, port: "answer" serves them all
  union name name = name_of(a[1], a[2]);
  int fd = socket(name.any.sa_family, kind_of(a[0]) | SOCK_CLOEXEC, 0), one = 1;
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0) fail("socket", a[0]);
  if (name.any.sa_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
  if (bind(fd, &name.any, size_of(&name)) < 0) fail("bind", a[2]);
  if (kind_of(a[0]) == SOCK_STREAM && listen(fd, 16) < 0) fail("listen", a[2]);
  if (listeners == 16) fail("listen", "more than 16");
  listening[listeners++] = (struct pollfd){.fd = fd, .events = POLLIN};
}

static void serve(int fd, const char *text) {
  union name from;
  socklen_t size = sizeof from;
  int kind;
  socklen_t width = sizeof kind;
  getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &width);
  if (kind == SOCK_DGRAM) {
    char request[64];
    if (recvfrom(fd, request, sizeof request, 0, &from.any, &size) < 0) return;
    sendto(fd, text, strlen(text), 0, &from.any, size);
  } else {
    int client = accept(fd, &from.any, &size);
    if (client < 0) return;
    send(client, text, strlen(text), MSG_NOSIGNAL);
    close(client);
  }
  printf("from %s\n", address_of(&from));
}

static void answer(char **a) { // "ready", then a text to whoever comes, for ever
  printf("ready\n");
  fflush(stdout);
  for (;;) {
    if (poll(listening, (nfds_t)listeners, -1) < 0) fail("poll", 0);
    for (int i = 0; i < listeners; i++)
      if (listening[i].revents) serve(listening[i].fd, a[0]);
  }
}

/** A socket that gives up after PATIENCE. */
static int patient(int family, int kind, int protocol) {
  int fd = socket(family, kind | SOCK_CLOEXEC, protocol);
  struct timeval limit = {.tv_sec = PATIENCE};
  if (fd < 0) return fd;
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  return fd;
}

static const char *why(void) { return errno == EAGAIN || errno == EINPROGRESS ? "no answer" : strerror(errno); }

static void connect_to(char **a) { // tcp or udp, address, port: prints what is answered there
  union name name = name_of(a[1], a[2]);
  char text[256] = "";
  int fd = patient(name.any.sa_family, kind_of(a[0]), 0);
  if (fd < 0) fail("socket", a[0]);
  ssize_t n = connect(fd, &name.any, size_of(&name));
  if (n == 0 && kind_of(a[0]) == SOCK_DGRAM) n = send(fd, "?", 1, 0);
  if (n >= 0) n = recv(fd, text, sizeof text - 1, 0);
  printf("%s %s %s: %s\n", a[0], a[1], a[2], n < 0 ? why() : text);
  close(fd);
}

static void ping(char **a) { // one echo request; needs the right to open a raw socket
  union name name = name_of(a[0], "0");
  int v4 = name.any.sa_family == AF_INET;
  int fd = patient(name.any.sa_family, SOCK_RAW, v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
  struct icmphdr echo = {.type = v4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST, .un.echo.id = htons((uint16_t)getpid())};
  if (fd < 0) fail("socket", "raw");
  if (v4) { // the checksum of the Internet: RFC 1071; the kernel makes that of ICMPv6
    uint32_t sum = echo.type + (uint32_t)echo.un.echo.id;
    echo.checksum = (uint16_t)~((sum & 0xffff) + (sum >> 16));
  }
  ssize_t n = connect(fd, &name.any, size_of(&name));
  if (n == 0) n = send(fd, &echo, sizeof echo, 0);
  while (n > 0) {
    char packet[1500];
    n = recv(fd, packet, sizeof packet, 0);
    if (n < 0) break;
    const struct icmphdr *reply = (const void *)(v4 ? packet + (packet[0] & 15) * 4 : packet);
    if (reply->type == (v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY) && reply->un.echo.id == echo.un.echo.id) break;
  }
  printf("ping %s: %s\n", a[0], n < 0 ? why() : "answered");
  close(fd);
}

const struct verb network[] = {
    {"interfaces", 0, list_interfaces},
    {"listen", 3, listen_at},
    {"answer", 1, answer},
    {"connect", 3, connect_to},
    {"ping", 1, ping},
    {0}};
