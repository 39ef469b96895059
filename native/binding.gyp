{
  'target_defaults': {
    'cflags': ['-Wall', '-Wextra', '-O2'],
  },
  'targets': [
    {
      'target_name': 'walker',
      'type': 'static_library',
      'sources': ['walker.c'],
      'cflags': ['-fPIC', '-fno-stack-protector', '-fno-sanitize=all', '-fno-exceptions', '-fcf-protection=none'],
    },
    {
      'target_name': 'addon',
      'sources': ['addon.cc'],
      'dependencies': ['walker'],
      'include_dirs': ["<!(node -p \"require('node-addon-api').include_dir\")"],
      'defines': [
        'NAPI_VERSION=8',
        'NODE_ADDON_API_DISABLE_DEPRECATED',
        'NAPI_DISABLE_CPP_EXCEPTIONS',
        'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS', # while an environment ends nothing can be called or thrown
      ],
      'cflags_cc': ['-std=c++17', '-fno-exceptions', '-fvisibility=hidden'],
    },
    {
      'target_name': 'init',
      'type': 'executable',
      'sources': ['init.c'],
      'cflags': ['-Os', '-ffreestanding', '-fno-stack-protector', '-fno-pie', '-fno-asynchronous-unwind-tables'],
      'ldflags': ['-static', '-nostdlib', '-no-pie', '-Wl,--build-id=none', '-Wl,-z,noexecstack', '-s'],
    },
    {
      'target_name': 'become',
      'type': 'executable',
      'sources': ['become.c'],
      'cflags': ['-Os', '-ffreestanding', '-fno-stack-protector', '-fno-pie', '-fno-asynchronous-unwind-tables'],
      'ldflags': ['-static', '-nostdlib', '-no-pie', '-Wl,--build-id=none', '-Wl,-z,noexecstack', '-s'],
    },
    {
      'target_name': 'monitor',
      'type': 'executable',
      'sources': ['<!@(ls monitor/*.c)'],
      'ldflags': ['-static', '-s'],
    },
    {
      'target_name': 'probe',
      'type': 'executable',
      'sources': ['<!@(ls probe/*.c)'],
      'ldflags': ['-static', '-s'],
    },
  ],
}
