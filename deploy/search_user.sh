#!/bin/sh
# Gives Foothold a user of its own at the cluster, which may touch its own indices and nothing else.
# May be run at any time; it sets the password anew.
set -eu

# While the cluster makes its first index of users it answers 401 even to its superuser (seen on 9.4.3).
put() {
    curl --fail --silent --show-error --output /dev/null --max-time 30 \
        --retry 8 --retry-delay 2 --retry-all-errors \
        --user "elastic:$ELASTIC_PASSWORD" --request PUT "$ELASTICSEARCH/_security/$1" \
        --header 'Content-Type: application/json' --data "$2"
}

put role/foothold '{"indices": [{"names": ["opportunities*"], "privileges": ["manage", "read", "write"]}]}'
put user/foothold "{\"password\": \"$SEARCH_PASSWORD\", \"roles\": [\"foothold\"]}"
echo "The user foothold is ready."
