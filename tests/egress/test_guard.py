"""The guard's table: what is special is forbidden under every spelling, what is public is not."""

import pytest

from monitor.egress import Guard, is_public

SPECIAL = """
0.0.0.0 0.0.0.1 0.255.255.255
10.0.0.0 10.1.2.3 10.255.255.255
100.64.0.0 100.100.100.200 100.127.255.255
127.0.0.1 127.0.0.53 127.1.2.3 127.255.255.255
169.254.0.1 169.254.169.254 169.254.170.2 169.254.255.255
172.16.0.1 172.17.0.1 172.31.255.255
192.0.0.1 192.0.0.8 192.0.0.170 192.0.0.192 192.0.2.1
192.31.196.1 192.52.193.1 192.88.99.1
192.168.0.1 192.168.255.255 192.175.48.1
198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
224.0.0.1 224.0.0.251 239.255.255.250
240.0.0.1 255.255.255.254 255.255.255.255
:: ::1 ::2 ::127.0.0.1
::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8
::ffff:0:127.0.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::808:808 64:ff9b:1::1
100::1 100:0:0:1::1
2001::1 2001:0:7f00:1:: 2001:2::1 2001:10::1 2001:20::1 2001:1ff:ffff::1
2001:db8::1 2001:db8:ffff::1
2002:7f00:1::1 2002:a00:1::1 2002:a9fe:a9fe::1
2620:4f:8000::1 3ffe::1 3fff::1 3fff:fff::1 4000::1 5f00::1
fc00::1 fd00::1 fd00:ec2::254 fdff:ffff::1
fe80::1 fe80::1%1 fe80::a9fe:a9fe febf::1
fec0::1 fec0:0:0:ffff::1
ff02::1 ff02::fb ff05::2 ff0e::1
"""
DANGEROUS = SPECIAL.split()

GLOBAL = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
172.15.255.255 172.32.0.0 192.0.1.1 192.0.3.1 192.167.255.255 192.169.0.0 198.17.255.255
198.20.0.0 203.0.112.255 223.255.255.255
2001:200::1 2001:4860:4860::8888 2003::1 2606:4700:4700::1111 2620:4f:8001::1 2a00:1450::1
3fff:1000::1
"""
PUBLIC = GLOBAL.split()


def test_the_table_is_as_long_as_promised():
    assert len(DANGEROUS) >= 63
    assert len(PUBLIC) >= 6


@pytest.mark.parametrize("address", DANGEROUS)
def test_a_special_address_is_not_public(address):
    assert is_public(address) is False


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_public(address):
    assert is_public(address) is True


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "2130706433", "1.1.1.1:80", "[::1]"])
def test_a_name_or_a_spelling_is_no_address(text):
    with pytest.raises(ValueError, match="does not appear to be"):
        is_public(text)


def test_an_exception_permits_exactly_one_endpoint():
    guard = Guard(allow=frozenset({"127.0.0.1:8080", "[::1]:8080"}))
    assert guard.permits("127.0.0.1", 8080) is True
    assert guard.permits("::1", 8080) is True
    for address, port in [
        ("127.0.0.1", 80),
        ("127.0.0.1", 18080),
        ("127.0.0.2", 8080),
        ("::1", 80),
        ("::ffff:127.0.0.1", 8080),
        ("10.0.0.1", 8080),
    ]:
        assert guard.permits(address, port) is False


def test_without_exceptions_nothing_special_is_permitted():
    assert [a for a in DANGEROUS if Guard().permits(a, 80)] == []
