"""Hand-scheduled TensorIR kernels without workgroup barriers.

The stock schedules (dlight GEMV and matmul, the tiled attention kernels) reduce across threads
through workgroup memory. A software WebGPU adapter runs every barrier in software, which makes
them 20 to 50 times slower there than plain loops. Here each thread does whole outputs by itself.
On a real GPU these kernels work too, only not at its full speed.
"""
