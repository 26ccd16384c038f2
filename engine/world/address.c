// SPDX-License-Identifier: MIT
/* Addresses and prefixes as values: text in and out, comparison, and what a prefix covers. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include <firsthop/world.h>

bool address_parse(const char *text, struct address *out)
{
    struct address a = {0};

    if (inet_pton(AF_INET, text, a.bytes) == 1)
        a.family = AF_INET;
    else if (inet_pton(AF_INET6, text, a.bytes) == 1)
        a.family = AF_INET6;
    else
        return false;
    *out = a;
    return true;
}

/* One to three digits without a leading zero; more would be another spelling of the same prefix. */
static bool length_parse(const char *text, uint8_t max, uint8_t *out)
{
    unsigned value = 0;
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 3 || text[digits] != '\0' || (text[0] == '0' && digits > 1))
        return false;
    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (unsigned)(text[i] - '0');
    if (value > max)
        return false;
    *out = (uint8_t)value;
    return true;
}

bool prefix_parse(const char *text, struct prefix *out)
{
    const char *slash = strchr(text, '/');
    size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);
    char head[ADDRESS_TEXT];
    struct prefix p = {0};

    if (len >= sizeof(head))
        return false;
    memcpy(head, text, len);
    head[len] = '\0';
    if (!address_parse(head, &p.address))
        return false;
    p.length = family_bits(p.address.family);
    if (slash != NULL && !length_parse(slash + 1, p.length, &p.length))
        return false;
    *out = p;
    return true;
}

const char *address_format(const struct address *a, char into[ADDRESS_TEXT])
{
    if (a->family == 0 || inet_ntop(a->family, a->bytes, into, ADDRESS_TEXT) == NULL)
        into[0] = '\0';
    return into;
}

const char *prefix_format(const struct prefix *p, char into[PREFIX_TEXT])
{
    char text[ADDRESS_TEXT];

    if (address_format(&p->address, text)[0] == '\0')
        into[0] = '\0';
    else
        snprintf(into, PREFIX_TEXT, "%s/%u", text, p->length);
    return into;
}

static size_t address_size(const struct address *a)
{
    return family_bits(a->family) / 8u;
}

bool address_equal(const struct address *a, const struct address *b)
{
    return a->family == b->family && memcmp(a->bytes, b->bytes, address_size(a)) == 0;
}

bool prefix_equal(const struct prefix *a, const struct prefix *b)
{
    return a->length == b->length && address_equal(&a->address, &b->address);
}

bool prefix_same_network(const struct prefix *a, const struct prefix *b)
{
    return a->length == b->length && prefix_contains(a, &b->address);
}

bool prefix_contains(const struct prefix *p, const struct address *a)
{
    unsigned whole = p->length / 8u, rest = p->length % 8u;

    if (p->address.family == 0 || p->address.family != a->family ||
        p->length > family_bits(a->family))
        return false;
    if (memcmp(p->address.bytes, a->bytes, whole) != 0)
        return false;
    return rest == 0 || ((p->address.bytes[whole] ^ a->bytes[whole]) >> (8u - rest)) == 0;
}

bool prefix_is_edge(const struct prefix *p, const struct address *a)
{
    uint32_t value, hosts;

    /* RFC 3021: a /31 has two hosts and no edge; IPv6 has no broadcast. */
    if (a->family != AF_INET || p->length > 30 || !prefix_contains(p, a))
        return false;
    memcpy(&value, a->bytes, sizeof(value));
    hosts = UINT32_MAX >> p->length;
    value = ntohl(value) & hosts;
    return value == 0 || value == hosts;
}

bool address_is_link_local(const struct address *a)
{
    if (a->family == AF_INET) /* RFC 3927: 169.254.0.0/16 */
        return a->bytes[0] == 169 && a->bytes[1] == 254;
    if (a->family == AF_INET6) /* RFC 4291: fe80::/10 */
        return a->bytes[0] == 0xfe && (a->bytes[1] & 0xc0) == 0x80;
    return false;
}

int family_parse(const char *text)
{
    if (str_equal(text, "ipv4"))
        return AF_INET;
    return str_equal(text, "ipv6") ? AF_INET6 : 0;
}

const char *family_name(int family)
{
    if (family == AF_INET)
        return "ipv4";
    return family == AF_INET6 ? "ipv6" : "";
}

uint8_t family_bits(int family)
{
    if (family == AF_INET)
        return 32;
    return family == AF_INET6 ? 128 : 0;
}
