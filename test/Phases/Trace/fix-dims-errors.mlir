// RUN: not ag-opt %s --ag-fix-dims=dims=batch=65 2>&1 | FileCheck %s --check-prefix=RANGE
// RUN: not ag-opt %s --ag-fix-dims=dims=seq=4 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not ag-opt %s --ag-fix-dims=dims=batch=4,batch=5 2>&1 | FileCheck %s --check-prefix=TWICE
// RUN: not ag-opt %s --ag-fix-dims=dims=batch 2>&1 | FileCheck %s --check-prefix=FORM

// RANGE: [[#@LINE+5]]:1: error: dimension batch of @f is to be 65, but ag.ranges allows 1 to 64
// NAME: error: no argument of an entry has a dynamic dimension seq in its ag.dims, so it can't be 4
// TWICE: error: dims=batch=5: batch has a size already
// FORM: error: dims=batch: 'batch', column 6: expected '='
func.func private @not_asked(%x: tensor<?xf32> {ag.dims = ["seq"]}) -> tensor<?xf32>
func.func @f(%x: tensor<?xf32> {ag.dims = ["batch"]}) -> tensor<?xf32> attributes {ag.ranges = {batch = [1, 64]}} {
  return %x : tensor<?xf32>
}
