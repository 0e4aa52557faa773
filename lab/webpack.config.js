// Numbers of modules by their order, not by a hash of where this folder happens to be: anybody builds the same bundle.
module.exports = { optimization: { moduleIds: 'natural' } };
