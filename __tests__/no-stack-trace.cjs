// Where each token was made, which CDKTF keeps for messages about tokens that cannot be resolved: through source maps it
// takes a third of the time of a synthesis in a test.
exports.captureStackTrace = () => [];
