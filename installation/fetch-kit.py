# Fetches the kit of a stock instance from the fleet's bucket, with the credentials of the instance's role, and unpacks
# it: fetch-kit.py BUCKET KEY VERSION SHA256 REGION FOLDER. Nothing but Python's own library is there.
import hashlib, hmac, io, json, os, sys, tarfile, time
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

bucket, key, version, sha256, region, folder = sys.argv[1:]
imds = os.environ.get('AWS_EC2_METADATA_SERVICE_ENDPOINT', 'http://169.254.169.254') + '/latest/'


def metadata(path):
    return read(Request(imds + 'meta-data/' + path, headers={'X-aws-ec2-metadata-token': token}))


def read(request):
    with urlopen(request, timeout=60) as response:
        return response.read()


def sign(secret, text):
    return hmac.new(secret, text.encode(), hashlib.sha256).digest()


# Signature version 4: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
def signed(url, credentials, now):
    parts = urlsplit(url)
    headers = {
        'host': parts.netloc,
        'x-amz-content-sha256': hashlib.sha256(b'').hexdigest(),
        'x-amz-date': now,
        'x-amz-security-token': credentials['Token'],
    }
    names = ';'.join(headers)
    lines = ['GET', parts.path, parts.query] + [name + ':' + headers[name] for name in headers]
    request = chr(10).join(lines + ['', names, headers['x-amz-content-sha256']])
    scope = now[:8] + '/' + region + '/s3/aws4_request'
    to_sign = chr(10).join(['AWS4-HMAC-SHA256', now, scope, hashlib.sha256(request.encode()).hexdigest()])
    secret = ('AWS4' + credentials['SecretAccessKey']).encode()
    for part in scope.split('/'):
        secret = sign(secret, part)
    headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s' % (
        credentials['AccessKeyId'], scope, names, sign(secret, to_sign).hex())
    return Request(url, headers=headers)


ttl = {'X-aws-ec2-metadata-token-ttl-seconds': '300'}
token = read(Request(imds + 'api/token', method='PUT', headers=ttl)).decode()
roles = 'iam/security-credentials/'
credentials = json.loads(metadata(roles + metadata(roles).decode().split()[0]))
endpoint = os.environ.get('AWS_ENDPOINT_URL')
domain = metadata('services/domain').decode() if not endpoint else ''
base = endpoint + '/' + bucket if endpoint else 'https://' + bucket + '.s3.' + region + '.' + domain
url = base + '/' + key + '?versionId=' + quote(version, safe='-_.~')
kit = read(signed(url, credentials, time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())))
found = hashlib.sha256(kit).hexdigest()
if found != sha256:
    sys.exit('the kit has the SHA-256 ' + found + ', not ' + sha256)
tarfile.open(fileobj=io.BytesIO(kit)).extractall(folder)
